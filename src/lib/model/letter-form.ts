/** How the letter to one target begins and ends, as decided by what the campaign wrote and by the forms of address. */
export interface LetterForm {
  /** One line for each class of addressee, without its closing mark; empty for the standing salutation. */
  readonly salutations: readonly string[];
  /** Whether it closes as a letter to somebody named does. */
  readonly close: 'named' | 'unnamed';
  /** A close of its class in the campaign's language, in place of the standing one. */
  readonly farewell?: string;
}
