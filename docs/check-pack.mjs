// Checks a pack without handin, with Node 20 alone: node check-pack.mjs PACK-FOLDER 'PUBLIC-KEY' [RECEIPT IDENTITY CONSENT]
// Take the public key from the organisers' own site, never from the pack. IDENTITY is, for example, email:ann@example.org.
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import fs from 'node:fs';

const [folder, publicKey, receiptFile, identity, consent] = process.argv.slice(2);
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const must = (isRight, otherwise) => {
  if (!isRight) throw new Error(otherwise);
};

// Every file is as the manifest says, and there is no other.
const manifestBytes = fs.readFileSync(`${folder}/manifest.json`);
const manifest = JSON.parse(manifestBytes);
const names = ['manifest.json', 'manifest.sig', ...manifest.files.map((file) => file.path)];
must(fs.readdirSync(folder).sort().join('/') === names.sort().join('/'), 'the folder holds other files than the manifest lists');
for (const { path, sha256: hash } of manifest.files)
  must(sha256(fs.readFileSync(`${folder}/${path}`)).toString('hex') === hash, `${path} was changed`);

// The manifest's hash is in a note signed with the key: https://c2sp.org/signed-note
const [name, id, ...rest] = publicKey.split('+');
const raw = Buffer.from(rest.join('+'), 'base64').subarray(1);
const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]), format: 'der', type: 'spki' });
function linesOf(note) {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const ours = note.split('\n').filter((line) => line.startsWith(`— ${name} `));
  const bytes = Buffer.from(ours[0]?.slice(`— ${name} `.length) ?? '', 'base64');
  const isOurs = bytes.toString('hex', 0, 4) === id && verify(null, Buffer.from(text), key, bytes.subarray(4));
  must(ours.length === 1 && isOurs, 'the signature is not by that key');
  return text.trimEnd().split('\n');
}
const signed = linesOf(fs.readFileSync(`${folder}/manifest.sig`, 'utf8')).at(-1);
must(signed === `handin-manifest-sha256 ${sha256(manifestBytes).toString('hex')}`, 'the signature is for another manifest');
console.log(`The pack is whole, and signed by ${name}. It counts ${manifest.counts.signatures ?? 'no'} signatures.`);

// A receipt leads from one person to the root of the tree over everybody counted: https://c2sp.org/tlog-proof, RFC 6962
if (receiptFile !== undefined) {
  const [head, ...checkpoint] = fs.readFileSync(receiptFile, 'utf8').split('\n\n');
  const [, extra, index, ...path] = head.split('\n');
  const [, size, root] = linesOf(checkpoint.join('\n\n'));
  must(Buffer.from(root, 'base64').toString('hex') === manifest.commitment?.root, 'the receipt is about another pack');
  const campaign = manifest.campaign.title
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu)
    .join('-');
  const hmac = createHmac('sha256', Buffer.from(extra.slice('extra '.length), 'base64')).update('handin/leaf/v1\0');
  for (const field of [campaign, identity, consent].map((text) => Buffer.from(text.normalize('NFC'))))
    hmac.update(Buffer.of(0, 0, field.length >> 8, field.length & 255)).update(field);
  let node = sha256(Buffer.of(0), hmac.digest());
  let [at, last] = [Number(index.slice('index '.length)), Number(size) - 1];
  for (const other of path.map((hash) => Buffer.from(hash, 'base64'))) {
    const isRight = at % 2 === 1 || at === last;
    node = isRight ? sha256(Buffer.of(1), other, node) : sha256(Buffer.of(1), node, other);
    while (isRight && at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1];
    [at, last] = [at >> 1, last >> 1];
  }
  must(last === 0 && node.toString('base64') === root, 'the receipt is not about that person with that consent');
  console.log(`That person is one of the ${size} counted, with the consent "${consent}".`);
}
