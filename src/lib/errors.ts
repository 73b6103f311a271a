/**
 * Error classes and exit codes. An error stops the run; a problem (see `model/problem.ts`) belongs to one record or file, is
 * collected and reported, and the run goes on. No message here may hold personal data: name a source, a record number,
 * a column or a key, never a value. A library's own message is kept as `cause` and never printed.
 */

/** The exit codes of the contract. */
export const EXIT = { yes: 0, no: 1, failed: 2, defect: 70, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface ErrorDetails {
  /** Stable code, for example `campaign-unknown-key`. */
  readonly code: string;
  /** What to do next, best guess first. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** Base class; use one of the three below. */
export abstract class HandinError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.hint = details.hint;
  }
}

/** It could not be done: wrong usage, unreadable file, bad campaign file or profile. */
export class InputError extends HandinError {
  readonly exitCode = EXIT.failed;
}

/** It was done, and the answer is no: a policy or a leak scan refuses. */
export class RefusedError extends HandinError {
  readonly exitCode = EXIT.no;
}

/** A defect of ours: something that must hold does not. */
export class DefectError extends HandinError {
  readonly exitCode = EXIT.defect;
}

/** Stopped by the user. */
export class InterruptedError extends HandinError {
  readonly exitCode = EXIT.interrupted;
}

/** Throws a `DefectError` when something that must hold does not. */
export function assertHolds(condition: boolean, code: string, message: string): asserts condition {
  if (!condition)
    throw new DefectError(message, { code, hint: 'This is a defect in handin. Please report it; the message holds no personal data.' });
}
