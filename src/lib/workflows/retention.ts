/** The retention clock of a campaign where it meets the disk: what is recorded, what the last merge says, and what is refused after the last day. */

import path from 'node:path';

import { canonicalJson } from '../canonical-json.js';
import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { InputError, RefusedError } from '../errors.js';
import type { IsoDate } from '../model/campaign.js';
import type { ExtendReport, RetentionClock, RetentionRecord } from '../model/retention.js';
import { emptyRecord, parseRecord, RETENTION_FILE, readClock } from '../retention/clock.js';
import { plural } from '../text.js';
import { privateFolder, readMergeReportIfAny } from './private-folder.js';

/** Today, in UTC, so that no time zone changes it. The clock is the machine's: a date in the environment must not stop it. */
export function today(context: Pick<Context, 'now'>): IsoDate {
  return context.now().toISOString().slice(0, 10);
}

/** What is recorded beside the campaign file; null where nothing is. */
export function readRetention(context: Context, { folder }: LoadedCampaign): RetentionRecord | null {
  const place = path.join(folder, RETENTION_FILE);
  return context.io.files.exists(place) ? parseRecord(context.io.files.readText(place)) : null;
}

/** Where the clock of a campaign stands. */
export function clockOf(context: Context, loaded: LoadedCampaign): RetentionClock {
  const merge = readMergeReportIfAny(context, privateFolder(loaded, context.cwd));
  return readClock({
    today: today(context),
    firstSigned: merge?.firstSigned ?? null,
    deleteAfter: loaded.campaign.retention?.['delete-after'] ?? null,
    record: readRetention(context, loaded),
  });
}

/**
 * For every command that is about to touch a campaign: wipes what a killed run left, reminds of the last day from fourteen days before, and
 * refuses after it.
 * @throws RefusedError (1) `retention-passed`
 */
export function keepToClock(context: Context, loaded: LoadedCampaign): void {
  context.io.files.sweep(privateFolder(loaded, context.cwd));
  const clock = clockOf(context, loaded);
  if (clock.retainUntil === null) return;
  if (clock.state === 'passed') {
    throw new RefusedError(`The private data of this campaign might be kept until ${clock.retainUntil}, and that day has passed.`, {
      code: 'retention-passed',
      hint: 'Delete it with `handin purge`. `handin status` says which rule set the day; `handin extend --until DATE --reason TEXT` moves it and records why.',
    });
  }
  if (clock.state === 'soon') {
    const left = clock.daysLeft === 0 ? 'that is today' : `${plural(clock.daysLeft ?? 0, 'day')} left`;
    context.note(`The private data of this campaign may be kept until ${clock.retainUntil}: ${left}. Then \`handin purge\` deletes it.\n`);
  }
}

async function writeRetention(context: Context, { folder }: LoadedCampaign, record: RetentionRecord): Promise<void> {
  await context.io.files.writeFile(path.join(folder, RETENTION_FILE), canonicalJson(record, { trailingNewline: true }));
}

const recordOf = (context: Context, loaded: LoadedCampaign): RetentionRecord =>
  readRetention(context, loaded) ?? emptyRecord(context.version);

/**
 * Records the day on which the pack was handed in. The same day again changes nothing.
 * @throws InputError `delivered-later` for a day that has not come
 */
export async function recordDelivery(context: Context, loaded: LoadedCampaign, on: IsoDate): Promise<void> {
  if (on > today(context)) {
    throw new InputError('The pack cannot have been delivered on a day that has not come yet.', {
      code: 'delivered-later',
      hint: 'Record the delivery on the day itself, or later.',
    });
  }
  const record = recordOf(context, loaded);
  if (record.delivered.at(-1)?.on === on) return;
  await writeRetention(context, loaded, { ...record, delivered: [...record.delivered, { on, recorded: today(context) }] });
}

/** Records that the private folder was purged, so that the day that held goes on holding. */
export async function recordPurge(context: Context, loaded: LoadedCampaign, retainUntil: IsoDate | null): Promise<void> {
  const record = recordOf(context, loaded);
  await writeRetention(context, loaded, { ...record, purged: [...record.purged, { on: today(context), retainUntil }] });
}

/**
 * Moves the last day, with a reason that stays on record.
 * @throws InputError when there is no day to move, or the new one is not later than it and than today
 */
export async function extendRetention(
  context: Context,
  loaded: LoadedCampaign,
  { until, reason }: { readonly until: IsoDate; readonly reason: string },
): Promise<ExtendReport> {
  const before = clockOf(context, loaded);
  if (reason.trim() === '') {
    throw new InputError('An extension needs a reason.', {
      code: 'extend-reason',
      hint: 'Say it in a sentence with --reason; it names nobody.',
    });
  }
  if (before.retainUntil === null) {
    throw new InputError('There is no last day to move yet: nothing was merged, nothing was delivered, and the campaign file sets none.', {
      code: 'extend-nothing',
      hint: '`handin status` shows the clock.',
    });
  }
  if (until <= before.retainUntil || until < today(context)) {
    throw new InputError(`The data may be kept until ${before.retainUntil} already, or the new day has passed.`, {
      code: 'extend-earlier',
      hint: 'Give a later day. For an earlier one set retention.delete-after in campaign.yaml, or run `handin purge` now.',
    });
  }
  const record = recordOf(context, loaded);
  await writeRetention(context, loaded, {
    ...record,
    extended: [...record.extended, { until, reason: reason.trim(), recorded: today(context) }],
  });
  return { formatVersion: 1, until, before: before.retainUntil, reason: reason.trim(), clock: clockOf(context, loaded) };
}
