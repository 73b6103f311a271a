/**
 * Checks values against our JSON Schemas and says what is wrong without saying what the value was. Schemas are read
 * and compiled when first used. Putting a violation into words is the caller's part.
 */

import { readFileSync } from 'node:fs';

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

import type { SchemaIssue } from '../context.js';
import { DefectError } from '../errors.js';

/** Schema files by id, seen from this file; the build copies them to the same places. */
const SCHEMAS = {
  campaign: '../campaign.schema.json',
  'strike-rule': '../strike-rule.schema.json',
  'export-profile': '../profiles/export-profile.schema.json',
  'threshold-scheme': '../thresholds/threshold-scheme.schema.json',
} as const;
export type SchemaId = keyof typeof SCHEMAS;
export const SCHEMA_IDS = Object.keys(SCHEMAS) as readonly SchemaId[];

/** Keywords that only repeat what their parts report. */
const ECHOES = new Set(['if', 'allOf', 'anyOf', 'oneOf', '$ref']);

const compiled = new Map<string, ValidateFunction>();

/**
 * Every violation, in the order of the schema. `params` are the keyword's own, and further `known` (the keys allowed
 * at the place, for `additionalProperties`) and `expected` (the schema's `$comment`: what belongs there, in words).
 */
export function validate(schemaId: string, value: unknown): SchemaIssue[] {
  const check = compiledSchema(schemaId);
  if (check(value)) return [];
  const issues = (check.errors ?? []).map((error) => toIssue(error, value));
  const parts = issues.filter(({ keyword }) => !ECHOES.has(keyword));
  return parts.length > 0 ? parts : issues;
}

function compiledSchema(schemaId: string): ValidateFunction {
  const known = compiled.get(schemaId);
  if (known !== undefined) return known;
  const file = Object.entries(SCHEMAS).find(([id]) => id === schemaId)?.[1];
  if (file === undefined) throw new DefectError(`There is no schema “${schemaId}”.`, { code: 'schema-unknown' });
  try {
    const schema = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as { readonly $schema?: string };
    // Formats are left to the callers: a date that does not exist deserves better words than a failed pattern.
    const options = {
      allErrors: true,
      verbose: true,
      messages: false,
      validateFormats: false,
      strict: true,
      strictTypes: false,
      strictRequired: false,
    } as const;
    const check = (schema.$schema?.includes('2020-12') ? new Ajv2020(options) : new Ajv(options)).compile(schema);
    compiled.set(schemaId, check);
    return check;
  } catch (cause) {
    throw new DefectError(`The schema “${schemaId}” could not be loaded.`, { code: 'schema-unreadable', cause });
  }
}

function toIssue(error: ErrorObject, value: unknown): SchemaIssue {
  const parent = error.parentSchema as { readonly properties?: object; readonly $comment?: string } | undefined;
  return {
    path: toPath(error.instancePath, value),
    keyword: error.keyword,
    params: {
      ...(error.params as Readonly<Record<string, unknown>>),
      ...(error.keyword === 'additionalProperties' ? { known: Object.keys(parent?.properties ?? {}) } : {}),
      ...(parent?.$comment === undefined ? {} : { expected: parent.$comment }),
    },
  };
}

/** A JSON pointer as keys and indexes: a step is an index where the value is a list. */
function toPath(pointer: string, value: unknown): (string | number)[] {
  const path: (string | number)[] = [];
  let current: unknown = value;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(current) ? Number(key) : key);
    current = typeof current === 'object' && current !== null ? (current as Record<string, unknown>)[key] : undefined;
  }
  return path;
}
