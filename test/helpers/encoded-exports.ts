/**
 * Invented signature exports for the tests of encodings: names and towns of many languages, in files of any size with many or few
 * letters beyond ASCII. None of the words with such letters stands in the sample words that the detection has learned from; the words
 * are split in two halves, so that the second half says how the rules do on words that nobody looked at while choosing them.
 */

import fs from 'node:fs';
import iconv from 'iconv-lite';

interface Pool {
  readonly given: readonly string[];
  readonly surnames: readonly string[];
  readonly towns: readonly string[];
}

const WORDS: Readonly<Record<string, readonly [string, string, string]>> = {
  de: [
    'Björn Jürg Käthi Günter Rüdiger Bärbl Hänsel Anneli Gösta Wölfi Lübbe Törk Jörn Kürsat',
    'Krähe Bühler Schäffer Körner Höfler Brüning Lüders Knörr Grönemeyer Pfänder Weißhaupt Süß Röhrig Würtz Bößer Kößler Mährle Häfner',
    'Lörrach Grünstadt Böblingen Völklingen Mühlhausen Görlitz Füssen Dülmen Höxter Weißenfels Gießen Meißen Überlingen Schwäbisch',
  ],
  fr: [
    'Gaétan Rémi Clément Élise Béatrice Noémie Inès Jérémie Océane Éloïse Régis Gisèle Adèle Hélias Maël Ève Édith Théo Raphaëlle',
    'Lemaître Guérin Bénard Méchain Rivoiré Péchard Hervé-Blanc Côté Gagné Crépin Dubé Marcoût Bézard Château Prêtre Vénuat Forêtier Poirié',
    'Chambéry Épinal Thionville-sur-Œuvre Vénissieux Alençon Sélestat Agde-lès-Flots Créteil Bézons Nevers-lès-Prés Gérardmer Fréjus Chécy',
  ],
  es: [
    'Andréa Álex Yáñez Ulísses Aarón Efraín Ismaél Damián Adrián Julián Sebastián Hernán Germán Rubén Moisés Noé Zoé Leónor Concepción Asunción',
    'Ordóñez Quiñones Zúñiga Cordón Marín Ríos Solís Báez Páez Cortés Garcés Bermúdez Enríquez Cárdenas Ocaña Acuña Briceño Saldaña',
    'Alcalá Gijón Avilés Castellón Torrejón Alcorcón Leganés Móstoles Chiclana Écija Baños Nájera Miño Peñíscola',
  ],
  pt: [
    'Estevão Damião Germano Joaquím Vítor Víctor Inácio Otávio Júlio Emília Amélia Zélia Lígia Cecília Célia Tânia Vânia Natália Eugénia',
    'Frazão Brazão Serrão Bulhões Lemos-Corrêa Corrêa Sequeirão Palhão Teodósio Macário Galhós Teófilo Gouvêa Fróis Paixão Bonifácio',
    'Loulé Tomarão Águeda Vila-Chã Olhão Espinhaço Mação Mêda Fátima Alcobaça Vitória Uberlândia Florianópolis Belém-Novo',
  ],
  it: ['Zoè Tobìa Efisiò Marilù Mariù', 'Lodà Pezzè Cusà Beltramè Scalì Zuffò Bonfà', 'Scandolò Viggiù Roè Oà Patù Agliè Ronchì'],
  sv: [
    'Agnetå Gunnël Mårtina Pernillä Björne Håkon Märit Kåre Gösten Båltsar',
    'Grönberg Hällström Björkman Åkerlund Öhrn Käll Söderlund Åslund Wåhlin Törnqvist Fält Höglund Nygård Skoglöf Hjälm Bäck',
    'Sundbybårg Mölndal Falköping Lidköping Nässjö Åmål Mjölby Höganäs Ystadsö Köping Säffle Kävlinge Täby',
  ],
  da: [
    'Åge Jørn Søs Bjarnø Gøril Kræsten Dagnø Sølvi Ib-Børge Børge',
    'Thøgersen Rønnow Kjærulff Ærenlund Højlund Brødsgård Nørby Skårup Lauridsø Krøyer Bøgh Væver Dalsgård Sønder',
    'Hørsholm Værløse Hjørring Skjern-Å Brønderslev Nykøbing Svendborgø Ølstykke Grenå Allerød Solrød Præstø',
  ],
  pl: [
    'Błażej Rafał Przemysław Czesław Zdzisław Mieczysław Jarosława Wiesława Zofią Jagódka Żaneta Świętosław Jędrzej Bronisław Bolesław Izabelą',
    'Gołębiowski Maciąg Kępa Śniadecki Brzęk Żółkiewski Zagórny Zięba Kłos Wręga Chałupa Szczęsny Dębski Pęksa Wołoszyn Jagiełło Cieśla Młynarczyk Górecki Łuczak',
    'Łęczyca Ostrołęka Świdnica Będzin Żywiec Gniezno Wągrowiec Zamość Mińsk Nysa-Łąki Ząbki Pułtusk Żyrardów Oświęcim Lubań Kołobrzeg Piła',
  ],
  cs: [
    'Radomír Ladislav Luboš Miloš Břetislav Přemysl Květa Jiřina Blažena Drahomíra Libuše Aleš Otýlie Hynek Řehoř Šárka Zdenička Mojmír',
    'Svoboda-Říčan Kubíček Hruška Tichý Bílek Čapek Žemlička Řezáč Souček Šťovíček Pešek Vondráček Mařík Holý Křenek Ježek Zahradník Štěrba Bureš Říčař',
    'Náchod Šumperk Kolín Uherské Hradiště Domažlice Písek Tábor Beroun-Město Mělník Žatec Louny Jičín Třinec Havířov Vsetín Znojmo Hodonín',
  ],
  hu: [
    'Szabolcs Árpád Béla Dániel Gergely Mihály Benedek Dénes Ödön Vilmos Ildikó Piroska Enikő Csilla Réka Borbála Terézia Hajnalka-Őzike Kálmán Örs Üllő Győrfi',
    'Hegedűs Gulyás Barta-Nagy Bíró Fazekas-Pál Orosz-Őri Jónás Máté Csordás Kerekes-Dósa Füredi Bögös Kürti Sárközi Dömötör Vörös Köves Süli Kőszegi Bordás',
    'Esztergom Mosonmagyaróvár Szekszárd Kiskőrös Pápa Mohács-Újváros Gyula Hajdúböszörmény Jászberény Orosháza Tőserdő Sárvár Komló Nagykőrös Törökbálint',
  ],
  hr: [
    'Anđelko Živko Branimir-Šime Tihomir Nevenka Ružica Danijela Mislav Dinko Božidar Vlatko Ljubiša Mladen-Đurđa Nenad Zdravko Jagoda-Čedna Stipe Šimun',
    'Barišić Bilić Brkić Čolić Dujmović Galić Jelačić Katić Lukić Mikulić Pejić Rašić Šego Tadić Vidaković Živković Đurić Štimac Žitnik Božičević',
    'Varaždin Bjelovar-Križ Đurđevac Našice Orahovica Makarska-Ploče Županja Ogulin Novska-Šaš Krapina Gospić Korčula Šolta Čazma',
  ],
  ro: [
    'Crenguţa Nuţa Sorinică Anişoara Iliuţă Costică Floricică Măriuca Rodicuţa Vasilică Ghiţă Mădălin Băloi',
    'Bălăceanu Şerban Ţepeş Mureşanu Vlăduţ Grămadă Moţoc Tănase Pătraşcu Cărbune Rusăneanu Şuteu Ţărână Brătianu Câmpeanu',
    'Făgăraş Mediaş Sighişoara Târgovişte Paşcani Oneşti Câmpina Turnu-Măgurele Odorheiu-Bălţi Focşani Caracăl Băileşti Căuşeni',
  ],
  is: [
    'Björgvin Hrafnkell-Þór Steinþór Arnór Védís Eydís Hildur-Ýr Sölvi Örn Ævar Óðinn Þorgeir',
    'Hákonardóttir Þorvaldsdóttir Ásgeirsson-Líndal Bjarnadóttir Kjartansdóttir Óskarsson',
    'Akranes-Þing Húsavík Selfoss-Bær Borgarnes-Höfn Siglufjörður Vík Bolungarvík Höfn Dalvík',
  ],
};

const PLAIN = {
  given: 'Anna Peter Maria Robert Laura Thomas Julia Martin Eva Daniel Sara Paul Nina Simon Karin Oliver Helena David Monika Jan',
  surnames:
    'Berger Novak Kowalska Rossi Silva Larsen Martin Popa Kovacs Weber Lindgren Costa Horvat Meier Dubois Moreno Jansen Urban Kral Toth',
  towns: 'Berlin Paris Madrid Lisbon Warsaw Praha Budapest Zagreb Oslo Roma Gent Brno Split Cluj Porto Lyon Bern Graz Torino Leipzig',
};

const learned = new Set(
  (
    JSON.parse(fs.readFileSync(new URL('../../src/lib/intake/data/letter-samples.json', import.meta.url), 'utf8')) as {
      languages: { words: string }[];
    }
  ).languages.flatMap(({ words }) => words.toLowerCase().split(/[ -]/)),
);

/** Words that hold a letter beyond ASCII and no part that the detection has learned; every second one. */
function unlearned(words: string, half: 0 | 1): string[] {
  const isNew = (word: string): boolean =>
    /[^\x20-\x7e]/.test(word) && word.split('-').every((part) => !/[^\x20-\x7e]/.test(part) || !learned.has(part.toLowerCase()));
  return words
    .split(' ')
    .filter(isNew)
    .filter((_, index) => index % 2 === half);
}

export const LANGUAGES: readonly string[] = Object.keys(WORDS);

function poolOf(language: string, half: 0 | 1): Pool {
  const [given, surnames, towns] = WORDS[language] ?? ['', '', ''];
  return { given: unlearned(given, half), surnames: unlearned(surnames, half), towns: unlearned(towns, half) };
}

/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface ExportOptions {
  readonly languages: readonly string[];
  readonly rows: number;
  /** Share of the cells with a letter beyond ASCII. */
  readonly share: number;
  readonly seed: number;
  readonly half: 0 | 1;
  /** Left out words that this encoding cannot hold. */
  readonly encoding: string;
}

/** The text of an export. Most rows are of one language, as those of a campaign are; the others are mixed in. */
export function makeExport({ languages, rows, share, seed, half, encoding }: ExportOptions): string {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const fits = (word: string): boolean => encoding.startsWith('utf') || iconv.decode(iconv.encode(word, encoding), encoding) === word;
  const pools = languages.map((language) => {
    const pool = poolOf(language, half);
    return { given: pool.given.filter(fits), surnames: pool.surnames.filter(fits), towns: pool.towns.filter(fits) };
  });
  const home = pick(pools);
  const separator = pick([',', ';', '\t']);
  const newline = pick(['\r\n', '\n']);
  const isUpper = random() < 0.15;
  const lines = [['First name', 'Surname', 'E-mail', 'Town', 'Signed on'].join(separator)];
  const marked = Math.floor(random() * rows);
  for (let row = 0; row < rows; row++) {
    const pool = random() < 0.7 ? home : pick(pools);
    const cell = (part: keyof Pool): string => {
      const special = pool[part];
      // Every file has one word at least that tells something.
      const isSpecial = special.length > 0 && (random() < share || (row === marked && part === 'surnames'));
      const word = isSpecial ? pick(special) : pick(PLAIN[part].split(' '));
      return isUpper && part === 'surnames' && fits(word.toUpperCase()) ? word.toUpperCase() : word;
    };
    const day = 1 + Math.floor(random() * 28);
    lines.push([cell('given'), cell('surnames'), `signer${seed}.${row}@example.org`, cell('towns'), `2026-05-${day}`].join(separator));
  }
  return lines.join(newline) + newline;
}
