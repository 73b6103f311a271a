import { describe, expect, it } from 'vitest';

import { commentForReview, createSignFinder } from '../../../src/lib/gate/comment-review.js';
import { COMMENT_LENGTH_MAX, type PrivateSignature } from '../../../src/lib/gate/display.js';
import { Red } from '../../../src/lib/red.js';

const find = createSignFinder({
  signs: [
    { id: 'status', label: 'words about a status', words: ['asylum', 'asylum seeker', 'undocumented', 'sans-papiers', 'deport*'] },
    { id: 'harsh', label: 'harsh words', words: ['rubbish', '*bish'] },
  ],
});
const ids = (text: string): string[] => find(text).map(({ id }) => id);

describe('what a reader of a comment should look at', () => {
  it.each<[string, string, string[]]>([
    ['nothing', 'Because it is right.', []],
    ['an address', 'Write to ann@example.org', ['email', 'link']],
    ['a number', 'Call 07700 900123.', ['phone']],
    ['a postcode', 'I live at ZZ99 3WZ', ['postcode']],
    ['a link', 'See http://a', ['link']],
    ['a safe link', 'See https://a', ['link']],
    ['a site', 'on WWW.somewhere', ['link']],
    ['a domain', 'see my-page7.info', ['link']],
    ['a domain in another script', 'see пример.org', ['link']],
    ['a sentence without a blank', 'All.Of it', []],
    ['an account', 'I am @ann_7', ['link']],
    ['an account at the beginning', '@ann', ['link']],
    ['an account in another script', 'Это @аня7', ['link']],
    ['an account of one letter, which is none', 'the sum @a', []],
    ['an at-sign in a word', 'c@fé', []],
    ['a picture', 'Yes 🎉', ['picture']],
    ['a flag', 'Yes 🇬🇧', ['picture']],
    ['a word of a list', 'I seek ASYLUM.', ['status']],
    ['a word of a list with accents and marks of direction', 'ásy\u200elum', ['status']],
    ['a word of a list between hyphens', 'les sans – papiers', ['status']],
    ['a part of a word', 'asylums', []],
    ['the beginning of a word', 'they were deported', ['status']],
    ['the beginning of a word in the middle of another', 'redeport', []],
    ['words of both lists', 'rubbish about asylum', ['status', 'harsh']],
  ])('in a comment with %s', (_, text, expected) => {
    expect(ids(text)).toEqual(expected);
  });

  it('says of every sign what it is and whether it keeps the comment in', () => {
    expect(find('Ann@example.org 🎉')).toEqual([
      { id: 'email', label: 'an e-mail address', words: [], forbids: true },
      { id: 'link', label: 'a web address or an account', words: [], forbids: false },
      { id: 'picture', label: 'a picture sign that the fonts may not have', words: [], forbids: false },
    ]);
    expect(find('07700 900123, ZZ99 3WZ')).toEqual([
      { id: 'phone', label: 'a telephone number', words: [], forbids: true },
      { id: 'postcode', label: 'a postcode', words: [], forbids: true },
    ]);
    expect(find('x'.repeat(COMMENT_LENGTH_MAX))).toEqual([]);
    expect(find('x'.repeat(COMMENT_LENGTH_MAX + 1))).toEqual([
      { id: 'long', label: `more than ${COMMENT_LENGTH_MAX} characters`, words: [], forbids: true },
    ]);
  });

  it('names the longest of words that are parts of one another, without their stars', () => {
    expect(find('An asylum seeker, undocumented, deported')).toEqual([
      { id: 'status', label: 'words about a status', words: ['asylum seeker', 'undocumented', 'deport'], forbids: false },
    ]);
  });
});

describe('a comment that somebody has to decide about', () => {
  const person = (cells: Partial<PrivateSignature> = {}): PrivateSignature => ({
    given_name: new Red('Ann'),
    family_name: new Red('Example'),
    full_name: new Red('Ann Example'),
    place: new Red('Hay'),
    comment: new Red(' Asylum is a\u202e right. '),
    births: new Red(''),
    first_signed: new Red('2025-03-01'),
    display_consent: 'name-place-comment',
    comment_approved: false,
    ...cells,
  });
  const review = (cells: Partial<PrivateSignature>) => commentForReview(person(cells), 'C1', '2025-05-06', find);

  it('is shown as it would be printed, with its author and its signs', () => {
    expect(review({})).toEqual({
      commentId: 'C1',
      text: 'Asylum is a right.',
      author: { name: 'Ann Example', place: 'Hay' },
      signs: [{ id: 'status', label: 'words about a status', words: ['asylum'], forbids: false }],
    });
  });

  it.each<[string, Partial<PrivateSignature>]>([
    ['there is no consent to show it', { display_consent: 'name-place' }],
    ['its author cannot be shown', { full_name: new Red('ann@example.org') }],
    ['its author may be under 18', { births: new Red('2012-01-01') }],
    ['there is no text', { comment: new Red(' \n ') }],
  ])('is none where %s', (_, cells) => {
    expect(review(cells)).toBeNull();
  });
});
