import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ExportProfile } from '../../../src/lib/model/profile.js';
import { RECORD_FIELDS } from '../../../src/lib/model/record.js';
import { mappingFor } from '../../../src/lib/profiles/apply.js';
import { ColumnChooser, columnKey, foldedHeader, holdsWord, isHeaderless } from '../../../src/lib/profiles/headers.js';
import { createHeaderVocabulary, resolveVocabulary } from '../../../src/lib/profiles/vocabulary.js';
import { openTestDatabase, type TestDatabase, valuesSql } from '../../helpers/duckdb.js';
import { bundledProfile, bundledProfiles, vocabulary } from '../../helpers/profiles.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** Fields by column: where a word that stands in one column only comes out. Of a name in parts the part is what was meant. */
async function fieldsOf(profile: ExportProfile, header: readonly string[]): Promise<string[]> {
  const mapping = mappingFor(profile, header, {});
  const names = RECORD_FIELDS.filter((field) => field !== 'display_consent' && field !== 'kind' && field !== 'medium');
  const words = header.map((_, column) => `word${column}`);
  const [row] = await database.rows(
    `SELECT ${names.map((field) => mapping.fields[field] ?? "''").join(', ')} FROM ${valuesSql(header, [words])}`,
  );
  return words.map((word, column) => {
    const found = names.filter((_, index) =>
      String(row?.[index])
        .split(/[ ,-]+/)
        .includes(word),
    ) as string[];
    if (mapping.status.includes(`"c${column}"`)) found.push('status');
    if (mapping.consent.includes(`"c${column}"`)) found.push('display_consent');
    const isPart = found.includes('given_name') || found.includes('family_name');
    return found.filter((field) => !(isPart && field === 'full_name')).join('+');
  });
}

/** A header line as `Header=field`, columns apart with `|`; a header with nothing behind the last `=` is to be left alone. */
async function check(profile: ExportProfile, line: string): Promise<void> {
  const pairs = line.split('|').map((pair) => {
    const at = pair.lastIndexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  const header = pairs.map(([name]) => name);
  const found = await fieldsOf(profile, header);
  expect(header.map((name, column) => `${name}=${found[column]}`)).toEqual(pairs.map(([name, field]) => `${name}=${field}`));
}

const generic = bundledProfile('generic');

describe('header lines of many languages', () => {
  test.each([
    // English
    'First Name=given_name|Last Name=family_name|E-mail=email|Post Code=postcode|Date Signed=signed_at',
    'FORENAME(S)=given_name|SURNAME=family_name|Address Line 1=address|Town/City=locality|County=region|Postcode *=postcode',
    'Name=full_name|Email (optional)=email|Phone No.=phone|Comments=comment|Show my name=display_consent|Status=status',
    'Full name:=full_name|Your e-mail=email|Mobile number=phone|City / Town=locality|Country of residence=country|D.O.B.=date_of_birth',
    'Organisation name=organisation|Job title=role|Contact name=full_name|Email address=email|Zip/Postal Code=postcode',
    'first_name=given_name|last_name=family_name|email_address=email|zip_code=postcode|created_at=signed_at|confirmed=status',
    'Name=given_name|Surname=family_name|Town=locality',
    'What is your full name?=full_name|Which town do you live in?=locality|What is your postcode?=postcode|Why are you signing?=comment|May we publish your name?=display_consent',
    // Welsh
    'Enw cyntaf=given_name|Cyfenw=family_name|E-bost=email|Cod post=postcode|Tref=locality|Dyddiad=signed_at|Sylwadau=comment',
    'Enw=full_name|Cyfeiriad=address|Rhif ffôn=phone|Gwlad=country',
    // German
    'Vorname=given_name|Nachname=family_name|E-Mail-Adresse=email|PLZ=postcode|Wohnort=locality|Land=country|Unterschrieben am=signed_at',
    'Vorname=given_name|Name=family_name|Straße=address|PLZ=postcode|Ort=locality',
    'Vor- und Nachname=full_name|Straße und Hausnummer=address|Postleitzahl=postcode|Geburtsdatum=date_of_birth|Telefonnummer=phone|Kommentar=comment',
    'Name, Vorname=full_name|Strasse=address|Bundesland=region|Verein=organisation|Funktion=role|Zustimmung=',
    'Ihr vollständiger Name=full_name|Ihre E-Mail-Adresse (Pflichtfeld)=email|Dürfen wir Ihren Namen zeigen?=display_consent|Warum unterzeichnen Sie?=comment',
    // French
    'Prénom=given_name|Nom=family_name|Courriel=email|Code postal=postcode|Ville=locality|Pays=country|Signé le=signed_at',
    'Nom et prénom=full_name|Adresse e-mail=email|Adresse=address|Téléphone=phone|Date de naissance=date_of_birth|Commentaire=comment',
    'NOM DE FAMILLE=family_name|PRENOM=given_name|ADRESSE ELECTRONIQUE=email|REGION=region|DATE DE SIGNATURE=signed_at',
    'Votre nom complet=full_name|Votre code postal=postcode|Comment avez-vous entendu parler de nous ?=|Pourquoi signez-vous ?=comment|Peut-on publier votre nom ?=display_consent',
    // Spanish
    'Nombre=given_name|Apellidos=family_name|Correo electrónico=email|Código postal=postcode|Localidad=locality|Provincia=region|País=country',
    'Nombre y apellidos=full_name|Correo electronico=email|Telefono movil=phone|Fecha de firma=signed_at|Comentarios=comment|Direccion=address',
    'Nombre completo=full_name|Municipio=locality|Fecha de nacimiento=date_of_birth|Organización=organisation|Cargo=role|¿Podemos mostrar su nombre?=display_consent',
    // Italian
    'Nome=given_name|Cognome=family_name|Indirizzo e-mail=email|CAP=postcode|Comune=locality|Provincia=region|Data firma=signed_at',
    'Nome e cognome=full_name|Email=email|Città=locality|Paese=country|Cellulare=phone|Via=address|Commento=comment|Data di nascita=date_of_birth',
    // Portuguese
    'Nome completo=full_name|Endereço de e-mail=email|Código postal=postcode|Localidade=locality|Morada=address|Data de nascimento=date_of_birth',
    'Nome=given_name|Apelido=family_name|Telemóvel=phone|Concelho=locality|Distrito=region|País=country|Comentário=comment',
    // Dutch
    'Voornaam=given_name|Achternaam=family_name|E-mailadres=email|Postcode=postcode|Woonplaats=locality|Ondertekend op=signed_at',
    'Naam=full_name|Straat en huisnummer=address|Gemeente=locality|Land=country|Telefoonnummer=phone|Opmerkingen=comment|Mogen wij uw naam vermelden?=display_consent',
    // Polish
    'Imię=given_name|Nazwisko=family_name|Adres e-mail=email|Kod pocztowy=postcode|Miejscowość=locality|Kraj=country|Data podpisania=signed_at',
    'Imię i nazwisko=full_name|Adres zamieszkania=address|Numer telefonu=phone|Województwo=region|Uwagi=comment|Zgoda=',
    'IMIE=given_name|NAZWISKO=family_name|MIEJSCOWOSC=locality|Data urodzenia=date_of_birth',
    // Romanian
    'Nume=family_name|Prenume=given_name|Adresă de e-mail=email|Cod poștal=postcode|Localitate=locality|Județ=region|Țara=country',
    'Nume și prenume=full_name|Oraș=locality|Număr de telefon=phone|Data nașterii=date_of_birth|Data semnării=signed_at|Comentariu=comment',
    // Swedish, Danish, Norwegian, Finnish
    'Förnamn=given_name|Efternamn=family_name|E-post=email|Postnummer=postcode|Ort=locality|Land=country|Meddelande=comment',
    'Namn=full_name|Gatuadress=address|Kommun=locality|Födelsedatum=date_of_birth|Telefon=phone',
    'Fornavn=given_name|Efternavn=family_name|E-mail=email|Postnr.=postcode|By=locality|Dato=signed_at|Bemærkninger=comment',
    'Fornavn=given_name|Etternavn=family_name|E-postadresse=email|Poststed=locality|Fylke=region|Fødselsdato=date_of_birth',
    'Etunimi=given_name|Sukunimi=family_name|Sähköpostiosoite=email|Postinumero=postcode|Paikkakunta=locality|Maa=country',
    'Nimi=full_name|Katuosoite=address|Puhelinnumero=phone|Syntymäaika=date_of_birth|Kommentti=comment|Päivämäärä=signed_at',
    // Czech, Slovak, Croatian, Hungarian
    'Jméno=given_name|Příjmení=family_name|E-mail=email|PSČ=postcode|Obec=locality|Datum podpisu=signed_at|Poznámka=comment',
    'Jméno a příjmení=full_name|Ulice a číslo=address|Telefonní číslo=phone|Datum narození=date_of_birth|Země=country',
    'Meno=given_name|Priezvisko=family_name|Mailová adresa=email|Poštový kód=postcode|Mesto=locality|Štát=country',
    'Ime=given_name|Prezime=family_name|Adresa e-pošte=email|Poštanski broj=postcode|Grad=locality|Država=country|Napomena=comment',
    'Ime i prezime=full_name|Adresa=address|Broj telefona=phone|Datum rođenja=date_of_birth|Županija=region|Datum potpisa=signed_at',
    'Vezetéknév=family_name|Keresztnév=given_name|E-mail cím=email|Irányítószám=postcode|Település=locality|Ország=country',
    'Név=full_name|Lakcím=address|Telefonszám=phone|Születési idő=date_of_birth|Megjegyzés=comment|Dátum=signed_at',
    // Greek, Bulgarian
    'Όνομα=given_name|Επώνυμο=family_name|Διεύθυνση email=email|Τ.Κ.=postcode|Πόλη=locality|Χώρα=country|Ημερομηνία=signed_at',
    'ΟΝΟΜΑΤΕΠΩΝΥΜΟ=full_name|ΔΙΕΥΘΥΝΣΗ=address|ΤΗΛΕΦΩΝΟ=phone|ΗΜΕΡΟΜΗΝΙΑ ΓΕΝΝΗΣΗΣ=date_of_birth|ΣΧΟΛΙΑ=comment',
    'Име=given_name|Фамилия=family_name|Имейл=email|Пощенски код=postcode|Населено място=locality|Държава=country|Дата на подписване=signed_at',
    'Име и фамилия=full_name|Адрес=address|Телефон=phone|Дата на раждане=date_of_birth|Коментар=comment|Област=region',
    // Ukrainian, Turkish, Arabic
    "Ім'я=given_name|Прізвище=family_name|Електронна пошта=email|Поштовий індекс=postcode|Місто=locality|Область=region|Дата підпису=signed_at",
    'ПІБ=full_name|Адреса=address|Номер телефону=phone|Дата народження=date_of_birth|Країна=country|Коментар=comment',
    'Прізвище, ім’я, по батькові=full_name|Email=email|Організація=organisation|Посада=role',
    'Ad=given_name|Soyad=family_name|E-posta=email|Posta kodu=postcode|Şehir=locality|Ülke=country|Tarih=signed_at',
    'ADI SOYADI=full_name|E-POSTA ADRESİ=email|CEP TELEFONU=phone|DOĞUM TARİHİ=date_of_birth|AÇIKLAMA=comment|İLÇE=locality',
    'İsim=full_name|Adres=address|Telefon numarası=phone|Yorum=comment',
    'الاسم الأول=given_name|اسم العائلة=family_name|البريد الإلكتروني=email|الرمز البريدي=postcode|المدينة=locality|الدولة=country',
    'الاسم الكامل=full_name|العنوان=address|رقم الهاتف=phone|تاريخ الميلاد=date_of_birth|تاريخ التوقيع=signed_at|ملاحظات=comment',
    '\u200fالاسم\u200f=full_name|بريد إلكتروني=email|المنظمة=organisation|الوظيفة=role|الموافقة=',
  ])('%s', (line) => check(generic, line));
});

describe('fields in parts', () => {
  test.each([
    'Name=full_name|House name or number=address|Street=address|Address line 2=address|Town=locality',
    'given_name=given_name|street_number=address|address_1=address|address_2=address|suburb=locality|date_of_birth=date_of_birth',
    'Enw=full_name|Rhif y tŷ=address|Stryd=address|Tref=locality',
    'Name=full_name|Straße=address|Hausnr.=address|Adresszusatz=address|PLZ=postcode|Ort=locality',
    "Nom complet=full_name|Numéro de voie=address|Rue=address|Complément d'adresse=address|Ville=locality",
    'Nombre completo=full_name|Calle=address|Número de portal=address|Piso y puerta=address|Ciudad=locality',
    'Nome e cognome=full_name|Via=address|Numero civico=address|Interno=address|Comune=locality',
    'Nome completo=full_name|Rua=address|Número da porta=address|Andar=address|Complemento=address|Cidade=locality',
    'Naam=full_name|Straat=address|Huisnummer=address|Toevoeging=address|Plaats=locality',
    'Imię i nazwisko=full_name|Ulica=address|Numer domu=address|Nr mieszkania=address|Miasto=locality',
    'Nume complet=full_name|Strada=address|Nr. stradă=address|Apartament=address|Oraș=locality',
    'Jméno a příjmení=full_name|Ulice=address|Číslo popisné=address|Číslo bytu=address|Obec=locality',
    'Meno a priezvisko=full_name|Ulica=address|Súpisné číslo=address|Obec=locality',
    'Név=full_name|Utca=address|Házszám=address|Emelet/ajtó=address|Város=locality',
    'Ime i prezime=full_name|Ulica=address|Kućni broj=address|Grad=locality',
    'Ονοματεπώνυμο=full_name|Οδός=address|Αριθμός οδού=address|Πόλη=locality',
    'Име и фамилия=full_name|Улица=address|Номер на сграда=address|Град=locality',
    'Namn=full_name|Gatuadress=address|Lägenhetsnummer=address|Ort=locality|c/o=address',
    'Navn=full_name|Vejnavn=address|Husnr.=address|Etage=address|By=locality',
    'Nimi=full_name|Katuosoite=address|Talonumero=address|Paikkakunta=locality',
    'ПІБ=full_name|Вулиця=address|Номер будинку=address|Квартира=address|Місто=locality',
    'Ad Soyad=full_name|Sokak=address|Kapı No=address|Daire No=address|Şehir=locality',
    'الاسم الكامل=full_name|الشارع=address|رقم المنزل=address|المدينة=locality',
    'Name=full_name|birth_day=date_of_birth|birth_month=date_of_birth|birth_year=date_of_birth',
    'Name=full_name|Geburtstag Tag=date_of_birth|Geburtstag Monat=date_of_birth|Geburtstag Jahr=date_of_birth',
    'Name=full_name|Date of birth - Day=date_of_birth|Date of birth - Month=date_of_birth|Date of birth - Year=date_of_birth',
    'Nom complet=full_name|Jour de naissance=date_of_birth|Mois de naissance=date_of_birth|Année de naissance=date_of_birth',
    'Imię i nazwisko=full_name|Dzień urodzenia=date_of_birth|Miesiąc urodzenia=date_of_birth|Rok urodzenia=date_of_birth',
  ])('%s', (line) => check(generic, line));

  test.each([
    'Name=full_name|House number=|Flat=|Address line 2=|Postcode=postcode',
    'Number=|Name=full_name|Street=address|Nr.=',
    'Numéro=|Nom complet=full_name|Rue=address',
    'Name=full_name|Year of birth=|Month of birth=',
    'Name=full_name|Date of birth=date_of_birth|Year of birth=',
  ])('parts without what they belong to are left alone: %s', (line) => check(generic, line));

  test('parts that are not joined stay columns that nothing uses', () => {
    expect(mappingFor(generic, ['Name', 'House number', 'Year of birth'], {}).unmapped).toEqual(['House number', 'Year of birth']);
  });

  test('no usual header belongs to two fields or parts', () => {
    const { fields, parts } = vocabulary.headers;
    const owners = new Map<string, string>();
    for (const [name, { column }] of [...Object.entries(fields), ...Object.entries(parts)]) {
      for (const header of column) {
        expect([header, owners.get(columnKey(header)) ?? name]).toEqual([header, name]);
        owners.set(columnKey(header), name);
      }
    }
  });
});

describe('traps', () => {
  test.each([
    'Username=|Email=email',
    'Company name=organisation|Name=full_name',
    'Petition name=|Name=full_name|Campaign name=',
    'Event date=|Date=signed_at|Event name=',
    'Name of your MP=|Your MP=|Email of your MP=|Name=full_name|Email=email',
    'Emergency phone=|Emergency contact name=|Phone=phone',
    'Postcode of the office=|Postcode=postcode|Work postcode=',
    'City of birth=|City=locality|Date of birth=date_of_birth',
    'Country of birth=|Country=country',
    "Friend's email=|Email of a friend=|Email=email",
    'May we phone you?=|Would you like email updates?=|Name=full_name',
    'Show your name?=display_consent|Your name=full_name',
    'Do you consent to emails?=|Newsletter=|GDPR consent=|Name=full_name',
    'Are you signing on behalf of an organisation?=|Name=full_name',
    'Your role in the organisation=role|Organisation=organisation',
    'How many people in your company?=|Company website=|Name=full_name',
    'Town hall meeting?=|Town=locality',
    'Comment status=|Comment date=|Comment=comment',
    'Parent name=|Name of your child=|Name=full_name',
    'Nickname=|Maiden name=|Middle name=|Name=full_name',
    'Name der Veranstaltung=|Name des Abgeordneten=|Name=full_name',
    'Nombre del diputado=|Nombre=full_name',
    'Town and postcode=',
    'Bank account=|IBAN=|Email=email',
    'Update date=|Modified=|Name=full_name',
  ])('%s', (line) => check(generic, line));

  test('hold for forms too, whose headers are questions', async () => {
    for (const id of ['google-forms', 'microsoft-forms', 'surveymonkey']) {
      const line = [
        'Username of your account',
        'Name of your MP',
        'Emergency phone',
        'Postcode of the office',
        'Which event did you attend?',
        'Name of the petition',
      ];
      expect([id, ...(await fieldsOf(bundledProfile(id), line))]).toEqual([id, '', '', '', '', '', '']);
    }
  });
});

describe('columns that nobody needs', () => {
  const headers = [
    'IP Address',
    'user_ip',
    'OPTIN_IP',
    'Remote IP',
    'User Agent',
    'X-Forwarded-For',
    'recaptcha_score',
    'confirmation_token',
    'facebook_id',
    'latitude',
    'LONGITUDE',
    'Device ID',
    'Session ID',
    'Your IP address (automatic)',
    'Browser User-Agent string',
    'Adresse IP',
    'IP-Adresse',
    'Submission IP',
    'signature_ip',
    'Voter IP *',
    'Network ID',
    'Referrer',
    'HTTP Referer',
    'Nationality',
    'What is your nationality?',
    'Citizenship',
    'Immigration status',
    'Visa status',
    'Residence status',
    'Ethnicity',
    'Ethnic group',
    'Religion',
    'Trade union membership',
    'Political party',
    'Sexual orientation',
    'Health',
    'Disability',
    'Age',
    'How old are you?',
    'Gender',
    'Staatsangehörigkeit',
    'Aufenthaltsstatus',
    'Titre de séjour',
    'Âge',
    'Nacionalidad',
    'Cittadinanza',
    'Vakbond',
    'Wyznanie',
    'Idade',
    'Uppehållstillstånd',
    'Køn',
    'Náboženství',
    'Állampolgárság',
    'Vârsta',
    'Kansalaisuus',
    'Θρήσκευμα',
    'Възраст',
    'Državljanstvo',
    'Pohlavie',
    'Громадянство',
    'Cinsiyet',
    'الجنسية',
    'Oedran',
  ];

  test.each(bundledProfiles.filter(({ numbers }) => numbers === undefined).map((profile) => [profile.id, profile] as const))(
    'are loaded by no field of %s, and are not reported',
    (_id, profile) => {
      const mapping = mappingFor(profile, headers, {});
      expect(JSON.stringify([mapping.fields, mapping.status, mapping.consent])).not.toMatch(/\\"c\d+\\"/);
      expect(mapping.unmapped).toEqual([]);
    },
  );

  test('cannot be asked for either, by name or by position', () => {
    for (const header of ['ip address', '#1']) {
      expect(() => mappingFor(generic, ['IP Address', 'Name'], { comment: header })).toThrow(
        expect.objectContaining({ code: 'map-dropped-header' }),
      );
    }
    expect(new ColumnChooser(['IP Address', 'Name'], generic).isDroppedColumn(0)).toBe(true);
  });
});

describe('a profile that names a column that nobody needs', () => {
  const own = (fields: ExportProfile['fields']): ExportProfile =>
    resolveVocabulary({ ...generic, id: 'own', drop: [], dropContains: [], dropLastWords: [], status: [], fields }, vocabulary);

  test.each<[string, ExportProfile['fields']]>([
    ['Nationality', { comment: { column: ['Nationality'] } }],
    ['Signer IP', { comment: { firstNonEmpty: ['Why', 'signer_ip'] } }],
    ['Your age', { region: { map: { column: ['Your age'], values: {}, otherwise: '' } } }],
    ['Religion', { comment: { position: 2 } }],
    ['Trade union', { address: { join: ['Street', { column: ['trade union'] }] } }],
  ])('%s is refused for a file that has it, and read for one that has not', (header, fields) => {
    expect(() => mappingFor(own(fields), ['Name', header], {}, 'other.csv')).toThrow(
      expect.objectContaining({
        code: 'map-dropped-header',
        message: 'other.csv: a column that the profile own names is one that handin never loads.',
      }),
    );
    expect(mappingFor(own(fields), ['Name', 'Why'], {}).fields.full_name).toBeUndefined();
  });

  test('is none of the bundled ones', () => {
    expect(bundledProfiles.flatMap(({ id, dropNamed = [] }) => dropNamed.map((name) => `${id}: ${name}`))).toEqual([]);
  });

  test('no usual header of a field, of a part of one or of consent is one of them', () => {
    const { fields, parts } = vocabulary.headers;
    const usual = [...Object.values(fields), ...Object.values(parts), vocabulary.consent].flatMap(({ column, contains = [] }) => [
      ...column,
      ...contains,
    ]);
    const chooser = new ColumnChooser(usual, { ...generic, drop: vocabulary.dropped.headers });
    expect(usual.filter((_, column) => chooser.isDroppedColumn(column))).toEqual([]);
  });

  test.each(['Health trust', 'Agency', 'Town and county', 'Ship', 'VIP', 'Zip', 'Philip', 'Party venue'])(
    '%s is another column',
    (header) => {
      expect(new ColumnChooser([header], generic).isDroppedColumn(0)).toBe(false);
    },
  );
});

describe('repeated, missing and numbered headers', () => {
  test('both columns of a repeated header are read', () => {
    expect(mappingFor(generic, ['Email', 'Name', 'E-MAIL', 'email'], {}).fields.email).toMatch(/"c0".*"c3"/s);
  });

  test('a position reads one column, with a header or without', () => {
    expect(mappingFor(generic, ['', '', ''], { full_name: '#2', email: ' #3 ' }).fields.email).toContain('"c2"');
    expect(mappingFor(generic, ['Email', 'Email'], { email: '#2' }).fields.email).not.toContain('"c0"');
    expect(mappingFor(generic, ['#2', 'x'], { full_name: '#2' }).fields.full_name).toContain('"c0"');
  });

  test.each(['#0', '#4', '#', '#x', '##1', '#99999999'])('there is no column %s', (position) => {
    expect(() => mappingFor(generic, ['', '', ''], { full_name: position })).toThrow(
      expect.objectContaining({ code: 'map-unknown-header' }),
    );
  });

  test('a header of white space and invisible characters is none', () => {
    expect(isHeaderless(['', ' ', '\u00a0\ufeff'])).toBe(true);
    expect(isHeaderless(['', 'x'])).toBe(false);
  });
});

describe('keys of headers', () => {
  test.each([
    ['  E-Mail *', 'e-mail'],
    ['Prénom :', 'prenom'],
    ['first_name', 'first name'],
    ['Town / City', 'town/city'],
    ['Email (optional)', 'email'],
    ['Anything to add? Open-Ended Response', 'anything to add'],
    ['İSİM', 'isim'],
    ['Soyadı', 'soyadi'],
    ['ΌΝΟΜΑ', 'ονομα'],
    ['***', '***'],
    ['', ''],
  ])('%j is compared as %j', (header, key) => expect(columnKey(header)).toBe(key));

  test('are stable, bounded and quick whatever the header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (header) => {
        expect(columnKey(columnKey(header))).toBe(columnKey(header));
        expect(foldedHeader(header)).toBe(foldedHeader(header.toLowerCase().normalize('NFD')));
      }),
      { numRuns: 500, seed: 20261126 },
    );
    expect(columnKey('x'.repeat(1_000_000)).length).toBeLessThan(2100);
  });
});

describe('words of a header', () => {
  test.each<[string, string[], boolean]>([
    ['Do not show', ['not'], true],
    ['Nothing to show', ['not'], false],
    ['mostrar mi nombre', ['no'], false],
    ['NO_mostrar', ['no'], true],
    ['Don’t show', ["don't"], true],
    ["Don't show", ["don't"], true],
    ['Don`t show', ["don't"], true],
    ['Don‘t show', ["don't"], true],
    ['Don´t show', ["don't"], true],
    ['Anonymität', ['anonym*'], true],
    ['unanonymous', ['anonym*'], false],
    ['opt-out', ['opt out'], true],
    ['n\u00adi\u200bcht zeigen', ['nicht'], true],
    ['ｎｏｔ shown', ['not'], true],
    ['Show my name (yes/no)', ['no'], false],
    ['Show my name yes / no', ['no'], false],
    ['Mostrar mi nombre [Sí/No]', ['no'], false],
    ['Si no mostrar', ['no'], true],
    ['Yes/no, do not show', ['not'], true],
    ['Show my name, no (yes/no)', ['no'], true],
    ['', ['no'], false],
    ['***', ['no'], false],
  ])('%j holds one of %j: %j', (header, words, isThere) => expect(holdsWord(header, words)).toBe(isThere));

  test('a header too long to be read whole counts as holding one', () => {
    expect(holdsWord(`show my name ${'x '.repeat(600)}`, ['not'])).toBe(true);
    expect(holdsWord(`show my name ${'x '.repeat(600)}`, [])).toBe(false);
  });
});

describe('the vocabulary of headers', () => {
  const { isKnown } = createHeaderVocabulary(bundledProfiles);

  test.each(['Email', 'e-mail *', 'Vorname', 'can2_phone', 'MEMBER_RATING', 'Zeitstempel', 'IP Address', 'الاسم', 'signature_id', 'Sheet'])(
    'knows %s',
    (header) => expect(isKnown(header)).toBe(true),
  );

  test.each([
    '',
    ' ',
    'Ann Example',
    'ann@example.org',
    'ZZ99 3WZ',
    '07700 900001',
    '2026-01-05',
    'Leeds',
    'yes',
    'constructor',
    '__proto__',
  ])('does not take %j for a header', (cell) => expect(isKnown(cell)).toBe(false));

  test('puts no header under two fields, so that the order of fields decides nothing', () => {
    const byKey = new Map<string, string[]>();
    for (const [field, { column }] of Object.entries(vocabulary.headers.fields)) {
      for (const key of new Set(column.map(columnKey))) byKey.set(key, [...(byKey.get(key) ?? []), field]);
    }
    expect([...byKey].filter(([, fields]) => fields.length > 1)).toEqual([]);
  });
});
