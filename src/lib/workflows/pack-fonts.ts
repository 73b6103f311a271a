/**
 * The organiser's own fonts (`pack.fonts`): read, checked and hashed before the release is made, because the release names
 * them. Their bytes go to the renderer beside the release; it gets no path.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import type { ReleaseFont } from '../model/release.js';
import { type FontProblem, readFontFile } from '../pack/font-file.js';

export interface PackFont extends ReleaseFont {
  readonly bytes: Uint8Array;
}

/** The largest single fonts, of Chinese with all its forms, have about 25 MB. */
const FONT_BYTES_MAX = 40 * 1024 ** 2;
const FONTS_BYTES_MAX = 100 * 1024 ** 2;

/**
 * The fonts in the order of the campaign file.
 * @throws InputError `font-missing`, `font-too-large`, `font-unusable`
 */
export function readPackFonts({ io: { files } }: Context, { campaign, folder }: LoadedCampaign): PackFont[] {
  let total = 0;
  return (campaign.pack.fonts ?? []).map((file, index) => {
    const place = path.resolve(folder, file);
    const where = `pack.fonts[${index}]`;
    if (!files.exists(place) || files.isFolder(place)) {
      throw new InputError(`${where} names a font file that is not there.`, {
        code: 'font-missing',
        hint: 'Put the file there, or correct its path; it is looked for below the campaign folder unless it is a full path.',
      });
    }
    const size = files.size(place);
    total += size;
    if (size > FONT_BYTES_MAX || total > FONTS_BYTES_MAX) {
      throw new InputError(`${where} is larger than fonts may be: 40 MB each, 100 MB together.`, {
        code: 'font-too-large',
        hint: 'Name a font for one script or one country, not one with everything in it.',
      });
    }
    const bytes = files.readBytes(place);
    const reading = readFontFile(bytes);
    if ('problem' in reading) throw unusable(where, reading.problem);
    return { name: reading.name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
  });
}

const PROBLEMS: Readonly<Record<FontProblem, readonly [what: string, todo: string]>> = {
  'no-font': ['is no font file', 'Name a TrueType or OpenType font; such a file ends in .ttf or .otf.'],
  'web-font': ['is a web font, which cannot be put into a PDF', 'Take the .ttf or .otf file of the same font.'],
  collection: ['holds several fonts in one file', 'Take the font for one country as a file of its own, ending in .ttf or .otf.'],
  variable: [
    'is a variable font, which would be printed in its thinnest form',
    'Take the file with “Regular” in its name; it is often in a folder called “static”.',
  ],
  damaged: ['is damaged', 'Get the font again.'],
  'no-name': ['has no name that may stand in a PDF', 'Take the font as its maker publishes it.'],
  'not-embeddable': ['may not be put into a PDF: its maker forbids it', 'Take a font with a free licence, such as Noto.'],
};

function unusable(where: string, problem: FontProblem): InputError {
  const [what, hint] = PROBLEMS[problem];
  return new InputError(`The font that ${where} names ${what}.`, { code: 'font-unusable', hint });
}
