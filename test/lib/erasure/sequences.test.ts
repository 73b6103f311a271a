/**
 * Importing, withdrawing, erasing, importing again, deciding and undoing, in random sequences, against a small model that knows people by
 * numbers and never sees a spelling. Many sequences run side by side in worlds that share nobody, so that one pass of the engine does a step of
 * all of them.
 */

import { describe, expect, it } from 'vitest';

import type { Engine } from '../../../src/lib/context.js';
import { emptyList, withOthers, withoutPeople, withPeople } from '../../../src/lib/erasure/list.js';
import { personTokensSql } from '../../../src/lib/erasure/steps.js';
import { suppressionToken } from '../../../src/lib/erasure/tokens.js';
import { assertConservation, type FateRow } from '../../../src/lib/merge/conservation.js';
import { CONSERVATION_SQL } from '../../../src/lib/merge/ledger.js';
import type { SuppressionList } from '../../../src/lib/model/erasure.js';
import { standardizeStep } from '../../../src/lib/normalize/standardize.js';
import { runSteps } from '../../../src/lib/workflows/steps.js';
import { randomOf } from '../../helpers/encoded-exports.js';
import { ledgerOf, NORMALIZE_DATA, prepareRecords, type TestRecord, withEngine } from '../../helpers/linkage.js';
import { runs } from '../../helpers/runs.js';

const KEY = Uint8Array.from({ length: 32 }, (_, place) => 255 - place);
const STEPS = runs(3, 10);
/** Numbers in the range that is kept for drama; no two worlds share one. */
const WORLDS_AT_ONCE = 1000;
const DAY = { on: '2025-05-06', afterDelivery: 0 };

/** What identifies somebody, in the form in which it is compared; empty where they have none. */
interface Person {
  readonly email: string;
  readonly name: string;
  readonly phone: string;
  readonly postcode: string;
}

/** A record as the model sees it, and as it is written. */
interface Made extends Person {
  readonly world: number;
  readonly person: number;
  readonly status: string;
  readonly written: TestRecord;
}

/** What was known of somebody when they were erased. */
interface Erased {
  readonly world: number;
  readonly person: number;
  readonly emails: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly phones: ReadonlySet<string>;
  readonly postcodes: ReadonlySet<string>;
  readonly records: ReadonlySet<string>;
}

const letters = (number: number): string => [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

/** A couple with one mailbox, somebody on paper, and three of one name: two of them at one postcode. */
function peopleOf(world: number): Person[] {
  const surname = `quill${letters(world)}`;
  const place = `ZZ99${(world % 10).toString()}A`;
  const phone = `447700${900_000 + (world % WORLDS_AT_ONCE)}`;
  return [
    { email: `w${world}ada@gmail.com`, name: `ada ${surname}`, phone, postcode: `${place}A` },
    { email: `w${world}family@example.org`, name: `bernard ${surname}`, phone: '', postcode: `${place}B` },
    { email: `w${world}family@example.org`, name: `sidonie ${surname}`, phone: '', postcode: `${place}B` },
    { email: '', name: `zoya ${surname}`, phone: '', postcode: `${place}C` },
    { email: `w${world}.other@example.net`, name: `ada ${surname}`, phone: '', postcode: `${place}D` },
    { email: `w${world}.younger@example.net`, name: `ada ${surname}`, phone: '', postcode: `${place}A` },
  ];
}

type Random = () => number;
const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** Another spelling of a mailbox, by the rules of its domain. */
function spellEmail(random: Random, email: string): string {
  if (email === '') return '';
  const [local = '', domain = ''] = email.split('@');
  const dotted = domain === 'gmail.com' ? local.split('').join(random() < 0.5 ? '.' : '') : local;
  const tagged = random() < 0.4 ? `${dotted}+${pick(random, ['news', '1', 'x.y'])}` : dotted;
  const home = domain === 'gmail.com' ? pick(random, ['gmail.com', 'googlemail.com']) : domain;
  const spelled = `${tagged}@${home}`;
  return pick(random, [spelled, spelled.toUpperCase(), ` ${spelled} `]);
}

function spellName(random: Random, name: string): string {
  const titled = name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return pick(random, [name, titled, name.toUpperCase(), `Dr ${titled}`, titled.replace('Ada', 'Áda').replace(' ', '  ')]);
}

const spellPostcode = (random: Random, code: string): string =>
  code === '' ? '' : pick(random, [code, code.toLowerCase(), `${code.slice(0, 4)} ${code.slice(4)}`]);

function makeRecord(random: Random, world: number, person: number): Made {
  const whole = peopleOf(world)[person] as Person;
  // Somebody on paper always gives a postcode; the namesakes always their address, or nobody could tell them apart.
  const isSure = person >= 4;
  const email = isSure || random() < 0.75 ? whole.email : '';
  const postcode = whole.email === '' || random() < 0.7 ? whole.postcode : '';
  const phone = random() < 0.5 ? whole.phone : '';
  const name = email !== '' && random() < 0.1 && person === 0 ? '' : whole.name;
  const status = pick(random, ['counts', 'counts', 'counts', 'counts', 'unconfirmed', 'withdrawn']);
  return {
    world,
    person,
    email,
    name,
    phone,
    postcode,
    status,
    written: {
      source: 'export.csv',
      email: spellEmail(random, email),
      full_name: name === '' ? '' : spellName(random, name),
      phone: phone === '' ? '' : pick(random, [`+${phone}`, `0${phone.slice(2)}`, `00${phone}`]),
      postcode: spellPostcode(random, postcode),
      status,
    },
  };
}

const keyOf = ({ world, email, name, phone, postcode }: Made): string => [world, email, name, phone, postcode].join('|');

/** The rule, on numbers and canonical forms. */
function fateOf(record: Made, erased: readonly Erased[], others: ReadonlySet<string>): 'erased' | 'undecided' | 'open' | 'set-aside' {
  const own = erased.filter(({ world }) => world === record.world);
  const hasEmail = record.email !== '';
  const names = ({ names: known }: Erased): boolean => record.name === '' || known.has(record.name);
  const isPlaced = (entry: Erased): boolean =>
    (record.phone !== '' && entry.phones.has(record.phone) && names(entry)) ||
    (record.name !== '' && record.postcode !== '' && entry.names.has(record.name) && entry.postcodes.has(record.postcode));
  const isSame = own.some(
    (entry) => (entry.emails.has(record.email) && names(entry)) || entry.records.has(keyOf(record)) || (!hasEmail && isPlaced(entry)),
  );
  if (isSame) return 'erased';
  if (record.status !== 'counts' || (record.email === '' && record.name === '')) return 'set-aside';
  const isDoubtful = own.some(
    (entry) => entry.emails.has(record.email) || (hasEmail ? isPlaced(entry) : record.phone !== '' && entry.phones.has(record.phone)),
  );
  return isDoubtful && !others.has(keyOf(record)) ? 'undecided' : 'open';
}

/** Every sequence of a run, side by side. */
class Worlds {
  readonly #random: Random;
  readonly #first: number;
  readonly #count: number;
  /** Exports by world, each a list of records; every one is imported again at every step. */
  readonly exports = new Map<number, Made[][]>();
  erased: Erased[] = [];
  readonly others = new Set<string>();
  list: SuppressionList = emptyList('0', KEY);
  /** How often a sequence erased somebody and then imported an export with them. */
  returns = 0;

  constructor(random: Random, first: number, count: number) {
    this.#random = random;
    this.#first = first;
    this.#count = count;
    for (const world of this.worlds()) this.exports.set(world, [this.#newExport(world)]);
  }

  worlds(): number[] {
    return Array.from({ length: this.#count }, (_, index) => this.#first + index);
  }

  records(): Made[] {
    return this.worlds().flatMap((world) => this.exports.get(world)?.flat() ?? []);
  }

  #newExport(world: number): Made[] {
    const size = 1 + Math.floor(this.#random() * 5);
    return Array.from({ length: size }, () => makeRecord(this.#random, world, Math.floor(this.#random() * 6)));
  }

  fateOf(record: Made): ReturnType<typeof fateOf> {
    return fateOf(record, this.erased, this.others);
  }

  /** One operation in every world. Whoever is erased now is returned. */
  step(): { world: number; person: number }[] {
    const erasing: { world: number; person: number }[] = [];
    for (const world of this.worlds()) {
      const there = this.exports.get(world) ?? [];
      const operation = this.#random();
      if (operation < 0.35) {
        const fresh = this.#newExport(world);
        if (fresh.some(({ person }) => this.erased.some((entry) => entry.world === world && entry.person === person))) this.returns++;
        there.push(fresh);
      } else if (operation < 0.45) there.push(pick(this.#random, there).toReversed());
      else if (operation < 0.55 && there.length > 1) there.splice(Math.floor(this.#random() * there.length), 1);
      else if (operation < 0.8) {
        const candidates = there.flat().filter((record) => this.fateOf(record) !== 'erased');
        if (candidates.length > 0) erasing.push({ world, person: pick(this.#random, candidates).person });
      } else if (operation < 0.9) this.#decide(world);
      else this.#undo(world);
    }
    return erasing;
  }

  #decide(world: number): void {
    const waiting = (this.exports.get(world) ?? []).flat().find((record) => this.fateOf(record) === 'undecided');
    if (waiting !== undefined) this.others.add(keyOf(waiting));
  }

  #undo(world: number): void {
    const entry = this.erased.find((candidate) => candidate.world === world);
    const email = [...(entry?.emails ?? [])][0];
    const name = [...(entry?.names ?? [])].find((known) => known !== '');
    if (entry === undefined || email === undefined || name === undefined) return;
    const token = suppressionToken(KEY, 'email-name', email, name);
    const { list, removed } = withoutPeople(this.list, [token], DAY.on);
    const isOne = (candidate: Erased): boolean => candidate.world === world && candidate.emails.has(email) && candidate.names.has(name);
    expect(removed).toBe(new Set(this.erased.filter(isOne).map((one) => JSON.stringify(describeErased(one)))).size);
    this.list = list;
    this.erased = this.erased.filter((candidate) => !isOne(candidate));
  }

  /** Takes note of the people as the model knows them: whatever their records say now. */
  remember(erasing: readonly { world: number; person: number }[]): void {
    for (const { world, person } of erasing) {
      const own = (this.exports.get(world) ?? []).flat().filter((record) => record.person === person && this.fateOf(record) !== 'erased');
      const filled = (field: keyof Person): Set<string> => new Set(own.map((record) => record[field]).filter((value) => value !== ''));
      this.erased.push({
        world,
        person,
        emails: filled('email'),
        names: new Set([...filled('name'), '']),
        phones: filled('phone'),
        postcodes: filled('postcode'),
        records: new Set(own.map(keyOf)),
      });
    }
  }
}

const describeErased = ({ emails, names, phones, postcodes, records }: Erased): unknown =>
  [emails, names, phones, postcodes, records].map((set) => [...set].sort());

/** The steps of the engine on everything that is imported: who is left out, who waits. */
async function suppressAll(engine: Engine, worlds: Worlds): Promise<{ erased: Set<number>; undecided: Set<number> }> {
  await prepareRecords(
    engine,
    worlds.records().map(({ written }) => written),
    [],
    [{ list: worlds.list, key: KEY, sha256: '' }],
  );
  const numbers = async (table: string): Promise<Set<number>> => {
    const [column] = await engine.numbers(`SELECT record::DOUBLE FROM ${table} ORDER BY record`);
    return new Set(column);
  };
  return { erased: await numbers('erased_records'), undecided: await numbers('undecided_records') };
}

/** Tokens of the people, from the records that lie there, as `erase` makes them. */
async function eraseIn(engine: Engine, worlds: Worlds, erasing: readonly { world: number; person: number }[]): Promise<void> {
  if (erasing.length === 0) return;
  const rows = worlds.records().flatMap((record, index) => {
    const person = erasing.findIndex((one) => one.world === record.world && one.person === record.person);
    return person === -1 || worlds.fateOf(record) === 'erased' ? [] : [`(${person}, 1, ${index + 1})`];
  });
  await runSteps(engine, [standardizeStep(NORMALIZE_DATA, 'GB')]);
  await engine.run('CREATE OR REPLACE TABLE erased_people (person INTEGER, source_id INTEGER, record BIGINT)');
  await engine.run(`INSERT INTO erased_people VALUES ${rows.join(', ')}`);
  const tokens = await engine.rows<{ person: number; token: string }>(personTokensSql(KEY), ['token']);
  const people = erasing.map((_, person) => tokens.filter((row) => row.person === person).map(({ token }) => token));
  worlds.list = withPeople(worlds.list, people, DAY);
}

/** Identity keys of the model's records whose owners somebody told apart, as the list keeps them. */
async function decideIn(engine: Engine, worlds: Worlds): Promise<void> {
  const wanted = worlds.records().flatMap((record, index) => (worlds.others.has(keyOf(record)) ? [index + 1] : []));
  if (wanted.length === 0) return;
  const keys = await engine.rows<{ identity_key: string }>(
    `SELECT identity_key FROM standardized_records WHERE record IN (${wanted.join(', ')})`,
    ['identity_key'],
  );
  worlds.list = withOthers(
    worlds.list,
    keys.map(({ identity_key: key }) => suppressionToken(KEY, 'other', key)),
  );
}

async function runWorlds(engine: Engine, worlds: Worlds): Promise<{ steps: number; reappeared: number; wronged: number }> {
  let reappeared = 0;
  let wronged = 0;
  for (let step = 0; step < STEPS; step++) {
    const found = await suppressAll(engine, worlds);
    const records = worlds.records();
    for (const [index, record] of records.entries()) {
      const fate = found.erased.has(index + 1) ? 'erased' : found.undecided.has(index + 1) ? 'undecided' : null;
      const expected = worlds.fateOf(record);
      expect(fate ?? (expected === 'set-aside' ? 'set-aside' : 'open'), `world ${record.world}, step ${step}, record ${index + 1}`).toBe(
        expected,
      );
      const own = worlds.erased.filter((entry) => entry.world === record.world);
      // Said without the rule: whoever is erased stays away by their address; under a name that they had not given they wait for a decision. And
      // nobody else is erased with them.
      const self = own.filter((entry) => entry.person === record.person && record.email !== '' && entry.emails.has(record.email));
      if (self.some(({ names }) => names.has(record.name)) && fate !== 'erased') reappeared++;
      if (self.length > 0 && fate === null && record.status === 'counts' && !worlds.others.has(keyOf(record))) reappeared++;
      // On paper a namesake at the same postcode cannot be told apart; with an address of one's own everybody can.
      const isLike = (entry: Erased): boolean => entry.person === record.person || (record.email === '' && entry.names.has(record.name));
      if (fate === 'erased' && !own.some(isLike)) wronged++;
    }
    const erasing = worlds.step();
    await suppressAll(engine, worlds);
    await decideIn(engine, worlds);
    await eraseIn(engine, worlds, erasing);
    worlds.remember(erasing);
  }
  return { steps: STEPS, reappeared, wronged };
}

describe('sequences of importing, withdrawing, erasing, importing again, deciding and undoing', () => {
  const sequences = runs(120, 2000);

  it(`give what a small model gives, and nobody who was erased comes back (${sequences} sequences)`, async () => {
    await withEngine(async (engine) => {
      let returns = 0;
      for (let first = 0; first < sequences; first += WORLDS_AT_ONCE) {
        const worlds = new Worlds(randomOf(20_250_506 + first), first, Math.min(WORLDS_AT_ONCE, sequences - first));
        expect(await runWorlds(engine, worlds)).toEqual({ steps: STEPS, reappeared: 0, wronged: 0 });
        returns += worlds.returns;

        // Every record has one row of the ledger, and the numbers add up.
        const records = worlds.records();
        const ledger = await ledgerOf(
          engine,
          records.map(({ written }) => written),
          { lists: [{ list: worlds.list, key: KEY, sha256: '' }] },
        );
        expect(ledger).toHaveLength(records.length);
        const fates = await engine.rows<FateRow>(CONSERVATION_SQL, ['source', 'fate']);
        assertConservation(fates, new Map([['export.csv', records.length]]));
        for (const [index, row] of ledger.entries()) {
          const isErased = worlds.fateOf(records[index] as Made) === 'erased';
          expect(row.reason === 'erased-on-request').toBe(isErased);
          if (isErased) expect(row).toMatchObject({ fate: 'suppressed', signature_id: '', matched_source: '' });
        }
        // What goes into set-aside.csv and signatures.csv holds nothing of anybody who was erased.
        const [kept] = await engine.rows<{ n: number }>(
          'SELECT count(*) AS n FROM standardized_records s JOIN erased_records e USING (source_id, record)',
        );
        expect(kept?.n).toBe(0);
      }
      // The sequences are worth something only if people who were erased are in later exports.
      expect(returns).toBeGreaterThan(sequences / runs(12, 4));
    });
  });
});
