// Looks at the web pages of all example packs, and at one page of hard cases, in a real browser: axe finds nothing in them at three widths,
// in light and in dark; nothing runs out of a phone; the keyboard reaches every link in order; nothing is loaded and nothing runs. Each of
// these checks is tried on a broken page first, so that it is known to fail. `--pictures DIR` keeps a picture of every page.
// Says loudly where there is no Chromium.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { HARD_CAMPAIGN, withCharts } from './hard-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

const WIDTHS = [320, 768, 1280];
const SCHEMES = ['light', 'dark'];
/** Every rule of these levels, and what is good practice (https://www.deque.com/axe/). */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
/** Without these, Chromium looks for its maker's servers at every start. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const browserFile = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((file) => file !== undefined && fs.existsSync(file));

/** Packs every example and the hard campaign, and draws one page with charts; returns the files of these pages. */
async function buildPages(folder) {
  const examples = path.join(root, 'fixtures/campaigns');
  const names = fs.readdirSync(examples).filter((name) => fs.existsSync(path.join(examples, name, 'campaign.yaml')));
  for (const name of names) fs.cpSync(path.join(examples, name), path.join(folder, name), { recursive: true });
  for (const [file, text] of Object.entries(HARD_CAMPAIGN)) {
    fs.mkdirSync(path.join(folder, 'hard'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'hard', file), text);
  }
  const pages = [...names, 'hard'].flatMap((name) => {
    const campaign = path.join(folder, name);
    for (const args of [['merge'], ['pack', '--html']]) run(args, campaign);
    const pack = path.join(campaign, 'pack');
    return fs
      .readdirSync(pack)
      .filter((file) => file.endsWith('.html'))
      .map((file) => ({ name: `${name}/${file}`, file: path.join(pack, file) }));
  });
  const { htmlPage } = await import(new URL('../dist/lib/pack/html/page.js', import.meta.url).href);
  const release = withCharts(JSON.parse(fs.readFileSync(path.join(folder, names[0], 'private', 'release.json'), 'utf8')));
  const file = path.join(folder, 'charts.html');
  fs.writeFileSync(file, htmlPage(release, release.documents[0], 'ab'.repeat(32)));
  return [...pages, { name: 'charts', file }];
}

function run(args, cwd) {
  const env = { PATH: process.env.PATH, HOME: cwd, TZ: 'UTC', NO_COLOR: '1', SOURCE_DATE_EPOCH: '1746489600' };
  const done = spawnSync(process.execPath, [path.join(root, 'bin/handin.js'), ...args], { cwd, env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`handin ${args.join(' ')} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
}

/** What axe finds, a line for each. The page's own policy stays in force: axe comes in by the debugger, not as a script of the page. */
async function violationsOf(page, axe) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }), RULES);
  if (passes.length < 10) throw new Error('axe looked at almost nothing');
  return violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** Elements that reach over the right or left edge, and by how much the page can be scrolled sideways. */
function overflowOf(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const isInFrame = (element) => element.closest('.scroll') !== null;
    const wide = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, left, width } = element.getBoundingClientRect();
      return width > 1 && !isInFrame(element) && (right > clientWidth + 0.5 || left < -0.5);
    });
    const names = wide.map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    return scrollWidth > clientWidth || names.length > 0 ? [`${scrollWidth - clientWidth} px: ${names.slice(0, 5).join(', ')}`] : [];
  });
}

/** Spacing that a reader may set (WCAG 2.2, 1.4.12), without a style element, which the page's policy would refuse. */
function spreadText(page) {
  return page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}',
    );
    document.adoptedStyleSheets = [sheet];
  });
}

/** Walks the page with the Tab key: what is wrong with the order, or with a mark of the focus that nobody sees. */
async function keyboardFaults(page) {
  const faults = [];
  const reachable = await page.evaluate(() => document.querySelectorAll('a[href], [tabindex="0"]').length);
  const order = [];
  for (let step = 0; step < reachable; step++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const all = [...document.querySelectorAll('a[href], [tabindex="0"]')];
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const { width, height } = element.getBoundingClientRect();
      return {
        index: all.indexOf(element),
        isMarked: style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2,
        width,
        height,
      };
    });
    order.push(at.index);
    if (!at.isMarked) faults.push(`no mark of the focus on link ${at.index}`);
    if (at.width < 5 || at.height < 5) faults.push(`link ${at.index} has the focus and is not to be seen`);
  }
  if (order.some((index, step) => index !== step)) faults.push(`the order of the focus is ${order.slice(0, 12).join(', ')}`);
  return faults;
}

/** Every link within the page leads somewhere, the first of all to the text; each note leads back. */
function brokenLinks(page) {
  return page.evaluate(() => {
    const faults = [];
    const inner = [...document.querySelectorAll('a[href^="#"]')];
    for (const link of inner) if (document.getElementById(link.hash.slice(1)) === null) faults.push(`${link.hash} leads nowhere`);
    if (inner[0]?.hash !== '#main') faults.push('the first link does not skip to the text');
    for (const note of document.querySelectorAll('[role="doc-noteref"]')) {
      if (document.querySelector(`${note.hash} a[href="#${note.id}"]`) === null) faults.push(`nothing leads back to ${note.id}`);
    }
    return faults;
  });
}

/** What the page tried to load, and whether a script put into it would run. */
async function openQuietly(browser, file, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, requests, close: () => context.close() };
}

function runsScripts(page) {
  return page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.ran = true';
    document.body.append(script);
    script.remove();
    const image = document.createElement('img');
    image.setAttribute('onerror', 'globalThis.ran = true');
    document.body.append(image);
    image.dispatchEvent(new Event('error'));
    image.remove();
    return globalThis.ran === true;
  });
}

/** Shows on a broken page that each check can fail. */
async function tryTheChecks(browser, axe, file, folder) {
  const broken = path.join(folder, 'broken.html');
  const text = fs
    .readFileSync(file, 'utf8')
    .replace(/ lang="[^"]*"/, '')
    .replace(/<meta http-equiv[^>]*>/, '')
    .replace('--grey:#4d5862', '--grey:#c9cdd1')
    .replace(/:focus-visible\{[^}]*\}/, '*{outline:none!important}')
    .replace(
      '<main id="main">',
      '<main id="main"><h4>Too deep</h4><img src="x.png"><a href="#nowhere"></a><p><svg width="700" height="9"></svg></p>',
    );
  fs.writeFileSync(broken, text);
  const { page, requests, close } = await openQuietly(browser, broken, { viewport: { width: 320, height: 800 }, colorScheme: 'light' });
  const keyboard = await keyboardFaults(page);
  const links = await brokenLinks(page);
  const overflow = await overflowOf(page);
  const found = await violationsOf(page, axe);
  const scripts = await runsScripts(page);
  await close();
  const missing = ['html-has-lang', 'image-alt', 'link-name', 'heading-order', 'color-contrast'].filter(
    (id) => !found.some((line) => line.startsWith(`${id} `)),
  );
  if (missing.length > 0) throw new Error(`axe did not see: ${missing.join(', ')}`);
  for (const [what, seen] of Object.entries({ keyboard, links, overflow }))
    if (seen.length === 0) throw new Error(`the check of ${what} cannot fail`);
  if (!scripts) throw new Error('the check of scripts cannot fail');
  if (requests.length < 2) throw new Error('the check of requests cannot fail');
}

async function lookAt(browser, axe, { name, file }, pictures) {
  const faults = [];
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const where = `${name}, ${width} px, ${colorScheme}`;
      const { page, requests, close } = await openQuietly(browser, file, { viewport: { width, height: 900 }, colorScheme });
      const add = (what, lines) => faults.push(...lines.map((line) => `${where}: ${what}: ${line}`));
      add('too wide', await overflowOf(page));
      if (pictures !== null) {
        const picture = path.join(pictures, `${name.replaceAll('/', '-')}-${width}-${colorScheme}.png`);
        await page.screenshot({ path: picture, fullPage: true });
      }
      if (colorScheme === 'light') {
        add('keyboard', await keyboardFaults(page));
        add('links', await brokenLinks(page));
      }
      add('axe', await violationsOf(page, axe));
      await spreadText(page);
      add('too wide with wide spacing', await overflowOf(page));
      if (await runsScripts(page)) faults.push(`${where}: a script ran`);
      if (requests.length !== 1) faults.push(`${where}: ${requests.length - 1} files were loaded`);
      await close();
    }
  }
  return faults;
}

async function main() {
  const { chromium } = await import('playwright-core');
  const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-browser-'));
  const at = process.argv.indexOf('--pictures');
  const pictures = at < 0 ? null : path.resolve(process.argv[at + 1] ?? 'pictures');
  if (pictures !== null) fs.mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserFile, args: FLAGS });
  try {
    const pages = await buildPages(folder);
    if (pages.length < 8) throw new Error(`only ${pages.length} pages were made`);
    await tryTheChecks(browser, axe, pages[0].file, folder);
    const faults = [];
    for (const page of pages) faults.push(...(await lookAt(browser, axe, page, pictures)));
    if (faults.length > 0) throw new Error(`the pages are not good:\n${faults.join('\n')}`);
    console.log(
      `${pages.length} pages in Chromium ${browser.version()}, ${WIDTHS.length} widths, light and dark: axe finds nothing, nothing runs out`,
    );
  } finally {
    await browser.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

if (browserFile === undefined) console.log('\n*** SKIPPED: web pages in a browser: no Chromium is here (CHROMIUM names one) ***\n');
else await main();
