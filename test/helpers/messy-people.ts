/**
 * Invented signatories for generated exports, by language, so that a file holds only letters its encoding has and looks like the files
 * of one place. Names are combined by chance; addresses, telephone numbers and postcodes are ones that nobody has.
 */

/** A language of the rows; `many` mixes scripts and needs a Unicode encoding. */
export type Language = 'en' | 'de' | 'fr' | 'es' | 'sv' | 'pl' | 'cs' | 'hu' | 'many';

/** Seven columns: name, e-mail, telephone, postcode, town, date, comment. */
export const COLUMN_COUNT = 7;
export const NAME = 0;
export const EMAIL = 1;
export const PHONE = 2;
export const POSTCODE = 3;
export const TOWN = 4;
export const DATE = 5;
export const COMMENT = 6;

export interface LanguageData {
  readonly header: readonly string[];
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly towns: readonly string[];
  readonly comments: readonly string[];
  /** The word that begins a row of totals. */
  readonly total: string;
  /** A line that stands below a list. */
  readonly footer: string;
}

export const LANGUAGES: Readonly<Record<Language, LanguageData>> = {
  en: {
    header: ['Name', 'Email', 'Phone', 'Postcode', 'Town', 'Signed at', 'Comment'],
    given: ['Ann', 'Bo', 'Siân', 'Zoë', 'Chloé', 'Tadhg', 'Nia', 'Renée'],
    family: ['Example', 'Sample', "O'Brien", 'Brontë', 'Ní Dhónaill', 'Llyn', 'Smith-Jones', 'Peña'],
    towns: ['Leeds', 'Hull', 'York', 'Caerdydd', 'Béal Feirste'],
    comments: ['Please listen to us', 'The café closes at nine', 'My fiancé signed too', 'I agree with every word', 'No more déjà vu'],
    total: 'Total',
    footer: 'Exported by the campaign team on 1 May 2025',
  },
  de: {
    header: ['Name', 'E-Mail', 'Telefon', 'Postleitzahl', 'Ort', 'Unterschrieben am', 'Kommentar'],
    given: ['Jürgen', 'Käthe', 'Björn', 'Sören', 'Änne', 'Günther', 'Lörke', 'Heidrun'],
    family: ['Müller', 'Weiß', 'Schröder', 'Krüger', 'Bäcker', 'Özdemir', 'Groß', 'Beispiel'],
    towns: ['Köln', 'Düsseldorf', 'Nürnberg', 'Görlitz', 'Übersee'],
    comments: [
      'Das muss endlich aufhören',
      'Für unsere Kinder und Enkel',
      'Wir müssen größer denken',
      'Schöne Grüße aus dem Süden',
      'Nicht länger warten',
    ],
    total: 'Gesamt',
    footer: 'Ausgefüllt und geprüft von der Geschäftsstelle',
  },
  fr: {
    header: ['Nom', 'Courriel', 'Téléphone', 'Code postal', 'Ville', 'Date de signature', 'Commentaire'],
    given: ['Zoé', 'François', 'Hélène', 'Benoît', 'Anaïs', 'Jérôme', 'Loïc', 'Agnès'],
    family: ['Lefèvre', 'Garçon', 'Exemple', 'Châtelain', 'Noël', 'Bérard', "D'Été", 'Forêt'],
    towns: ['Orléans', 'Besançon', 'Nîmes', 'Béziers', 'Angoulême'],
    comments: ["C'est l'été ou jamais", 'Je signe à côté de ma mère', 'Ça suffit déjà', 'La santé avant tout', 'Protégeons nos forêts'],
    total: 'Total général',
    footer: "Liste arrêtée par l'équipe à Orléans",
  },
  es: {
    header: ['Nombre', 'Correo electrónico', 'Teléfono', 'Código postal', 'Población', 'Fecha de firma', 'Comentario'],
    given: ['José', 'Inés', 'Begoña', 'Íñigo', 'Raúl', 'Lucía', 'Ángela', 'Iñaki'],
    family: ['Núñez', 'Ejemplo Peña', 'García Ibáñez', 'Muñoz', 'Álvarez', 'Güell', 'Cañada', 'Martín'],
    towns: ['Málaga', 'Cádiz', 'La Coruña', 'Castellón', 'Ávila'],
    comments: ['Mañana será tarde', 'Por nuestros niños', 'Sí que estoy de acuerdo', 'Qué vergüenza', 'La razón está aquí'],
    total: 'Suma total',
    footer: 'Documento preparado por la organización',
  },
  sv: {
    header: ['Namn', 'E-post', 'Telefonnummer', 'Postnummer', 'Ort', 'Datum', 'Kommentar'],
    given: ['Åsa', 'Göran', 'Märta', 'Björn', 'Källa', 'Östen', 'Pär', 'Bodil'],
    family: ['Ångström', 'Sjögren', 'Exempel', 'Åkerlöf', 'Bäckström', 'Öberg', 'Häggkvist', 'Lönn'],
    towns: ['Malmö', 'Göteborg', 'Örebro', 'Västerås', 'Åmål'],
    comments: ['Vi måste göra något', 'För våra barn', 'Äntligen händer något', 'Jag håller med', 'Så här kan det inte fortsätta'],
    total: 'Summa',
    footer: 'Sammanställt av föreningen på våren',
  },
  pl: {
    header: ['Imię i nazwisko', 'Adres e-mail', 'Telefon', 'Kod pocztowy', 'Miejscowość', 'Data podpisu', 'Komentarz'],
    given: ['Łukasz', 'Zofia', 'Małgorzata', 'Stanisław', 'Żaneta', 'Świętosława', 'Paweł', 'Józef'],
    family: ['Wiśniewska', 'Zieliński', 'Dąbrowski', 'Pająk', 'Źrebiec', 'Gołąb', 'Przykład', 'Śliwa'],
    towns: ['Łódź', 'Kraków', 'Gdańsk', 'Częstochowa', 'Świdnica'],
    comments: ['Zgadzam się całkowicie', 'Dość już czekania', 'Proszę nas wysłuchać', 'Żądamy odpowiedzi', 'Dla naszych dzieci i wnuków'],
    total: 'Razem',
    footer: 'Przygotował zespół kampanii w świetlicy',
  },
  cs: {
    header: ['Jméno a příjmení', 'E-mailová adresa', 'Telefon', 'PSČ', 'Obec', 'Datum podpisu', 'Poznámka'],
    given: ['Jiří', 'Šárka', 'Zdeněk', 'Božena', 'Tomáš', 'Růžena', 'Václav', 'Ťapka'],
    family: ['Dvořák', 'Němcová', 'Růžička', 'Šťastný', 'Příklad', 'Žižka', 'Čapek', 'Křížová'],
    towns: ['Plzeň', 'Třebíč', 'Český Krumlov', 'Děčín', 'Žďár'],
    comments: ['Už dost čekání', 'Souhlasím s každým slovem', 'Prosíme o odpověď', 'Pro naše děti', 'Šťastnou cestu a hodně štěstí'],
    total: 'Celkem',
    footer: 'Připravil tým kampaně v květnu',
  },
  hu: {
    header: ['Név', 'E-mail cím', 'Telefonszám', 'Irányítószám', 'Település', 'Aláírás dátuma', 'Megjegyzés'],
    given: ['György', 'Erzsébet', 'Gábor', 'Zsófia', 'Őrs', 'Tünde', 'Bálint', 'Ágnes'],
    family: ['Szűcs', 'Kovács', 'Példa', 'Őri', 'Tóth', 'Füzér', 'Gyűrű', 'Kőműves'],
    towns: ['Győr', 'Pécs', 'Kőszeg', 'Békéscsaba', 'Gyöngyös'],
    comments: ['Egyetértek minden szóval', 'A gyermekeinkért', 'Elég volt a várakozásból', 'Hallgassanak meg minket', 'Köszönjük előre is'],
    total: 'Összesen',
    footer: 'Készítette a kampány csapata',
  },
  many: {
    header: ['Name', 'Email', 'Phone', 'Postcode', 'Town', 'Signed at', 'Comment'],
    given: ['Łukasz', 'Олена', 'علی‌رضا', '梅', 'Ελένη', 'አበበ', 'प्रिया', 'Nguyễn', '𠮷', 'שרה', 'თამარ', 'สมชาย', 'Zoë'],
    family: [
      'Example',
      'Приклад',
      'نمونه',
      '李',
      'Παράδειγμα',
      'ምሳሌ',
      'उदाहरण',
      'Thị Mẫu',
      '野家',
      'דוגמה',
      'მაგალითი',
      'ตัวอย่าง',
      "O'Brien",
    ],
    towns: ['Leeds', 'Львів', 'تهران', '臺北', 'Αθήνα', 'አዲስ አበባ', 'पुणे', 'Huế', 'თბილისი'],
    comments: ['Please listen to us', 'Ми всі погоджуємося', 'ما موافقیم', '我同意', 'Συμφωνώ', 'እስማማለሁ', '👩‍👩‍👧 and 🇺🇦', 'Tôi đồng ý'],
    total: 'Разом',
    footer: 'Exported by the campaign team on 1 May 2025',
  },
};

const SPLIT_NAMES = ['first name', 'last name', 'email address'];

/** Every header of every language: what the program's own vocabulary knows too. */
const KNOWN_HEADERS: ReadonlySet<string> = new Set([
  ...SPLIT_NAMES,
  ...Object.values(LANGUAGES).flatMap(({ header }) => header.map((name) => name.toLowerCase())),
]);

export function isKnownHeader(header: string): boolean {
  return KNOWN_HEADERS.has(header.trim().toLowerCase());
}

/** Headers of names and addresses: the first two of each language. */
const NAMING_HEADERS: ReadonlySet<string> = new Set([
  ...SPLIT_NAMES,
  ...Object.values(LANGUAGES).flatMap(({ header }) => header.slice(0, 2).map((name) => name.toLowerCase())),
]);

export function isNamingHeader(header: string): boolean {
  return NAMING_HEADERS.has(header.trim().toLowerCase());
}

/** Chance that is the same every time for the same words. */
export class Chance {
  #state: number;

  constructor(words: string) {
    this.#state = 2166136261;
    for (const char of words) this.#state = Math.imul(this.#state ^ (char.codePointAt(0) ?? 0), 16777619);
  }

  /** A whole number from 0 to `below` - 1. Mulberry32. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}

const LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

/** One person's cells with a plain comment, or none. `number` makes the e-mail address unique. */
export function inventPerson(language: Language, number: number, chance: Chance): string[] {
  const data = LANGUAGES[language];
  const phone = String(900000 + ((number * 37) % 1000));
  return [
    `${chance.pick(data.given)} ${chance.pick(data.family)}`,
    `signer${number}@example.${chance.pick(['org', 'com', 'net'])}`,
    chance.below(4) === 0 ? `+44 7700 ${phone}` : `07700 ${phone}`,
    `ZZ99 ${chance.below(10)}${LETTERS[chance.below(20)]}${LETTERS[chance.below(20)]}`,
    chance.pick(data.towns),
    `2025-${String(1 + chance.below(4)).padStart(2, '0')}-${String(1 + chance.below(28)).padStart(2, '0')}`,
    chance.below(2) === 0 ? '' : chance.pick(data.comments),
  ];
}
