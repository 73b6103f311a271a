// `npm run test:mutation [group...]`: changes the code that protects signatories, one small change at a time, and looks whether a test
// notices. Groups of files and the tests that belong to them are in test/mutation/groups.json. Ends with 1 where a group is below the floor.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FLOOR = 90;
const root = fileURLToPath(new URL('..', import.meta.url));
const groups = JSON.parse(fs.readFileSync(path.join(root, 'test/mutation/groups.json'), 'utf8'));
const options = process.argv.slice(2);
const isListing = options.includes('--survivors');
const asked = options.filter((option) => !option.startsWith('--'));
const unknown = asked.find((name) => groups[name] === undefined);
if (unknown !== undefined) {
  console.error(`There is no group '${unknown}'. Groups: ${Object.keys(groups).join(', ')}.`);
  process.exit(2);
}

/** Runs the tests of a group against every change of its files; null where the run itself failed. */
function mutate(name) {
  const { sources, tests, static: withStatic = false } = groups[name];
  const report = path.join(root, 'reports', 'mutation', `${name}.json`);
  fs.rmSync(report, { force: true });
  const stryker = path.join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const settings = JSON.parse(fs.readFileSync(path.join(root, 'test/mutation/stryker.config.json'), 'utf8'));
  const config = path.join(root, 'reports', 'mutation', `${name}.config.json`);
  fs.mkdirSync(path.dirname(config), { recursive: true });
  // A report and a sandbox for each group, so that two groups can run side by side.
  const own = { jsonReporter: { fileName: report }, tempDirName: `.stryker-tmp/${name}`, ignoreStatic: !withStatic };
  fs.writeFileSync(config, JSON.stringify({ ...settings, ...own }));
  const args = ['run', config, '--mutate', sources.join(','), '--concurrency', process.env['MUTATION_CONCURRENCY'] ?? '1'];
  const env = { ...process.env, MUTATION_TESTS: tests.join(',') };
  const ran = spawnSync(process.execPath, [stryker, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  if (fs.existsSync(report)) return JSON.parse(fs.readFileSync(report, 'utf8'));
  console.error(ran.stdout);
  return null;
}

/** How many changes were noticed, of how many; what never ran after loading (`Ignored`) is no part of either. */
function tally(mutants) {
  const found = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const missed = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').length;
  return { found, of: found + missed };
}

const score = ({ found, of }) => (of === 0 ? 100 : (100 * found) / of);
const isText = ({ mutatorName }) => mutatorName === 'StringLiteral';

function row(label, mutants) {
  const all = tally(mutants);
  const code = tally(mutants.filter((mutant) => !isText(mutant)));
  const cells = [`${all.found}/${all.of}`.padStart(10), score(all).toFixed(1).padStart(7), score(code).toFixed(1).padStart(12)];
  console.log(`${label.padEnd(44)}${cells.join('')}`);
}

let isBelow = false;
for (const name of asked.length === 0 ? Object.keys(groups) : asked) {
  console.log(`\n${name}: ${groups[name].what}`);
  console.log(`${''.padEnd(44)}${'noticed'.padStart(10)}${'score'.padStart(7)}${'without text'.padStart(13)}`);
  const report = mutate(name);
  if (report === null) process.exit(2);
  const all = [];
  for (const [file, { mutants }] of Object.entries(report.files).sort()) {
    all.push(...mutants);
    row(`  ${file}`, mutants);
    if (!isListing) continue;
    for (const { status, location, mutatorName, replacement } of mutants) {
      if (status === 'Survived' || status === 'NoCoverage')
        console.log(`    ${file}:${location.start.line}:${location.start.column} ${status} ${mutatorName}: ${replacement}`);
    }
  }
  row('  in all', all);
  isBelow ||= score(tally(all)) < FLOOR;
}
if (isBelow) console.error(`\nBelow ${FLOOR} %. See what survived with --survivors, and write the test that notices it.`);
process.exit(isBelow ? 1 : 0);
