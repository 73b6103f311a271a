/** jsep: formulas of threshold schemes, such as `ceil(N * share / 100)`, into functions of numbers. Only arithmetic and comparing. */

import jsep from 'jsep';

import { InputError } from '../errors.js';
import type { Formula } from '../model/sampling.js';

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number | boolean>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Multiplying by a power of ten and back shifts the last digit; decimals as text do not: 33.28805 is 33.2881 to four places. */
const roundTo = (value: number, places: number): number => {
  const shifted = Math.round(Number(`${value}e${places}`));
  return Number.isFinite(shifted) ? Number(`${shifted}e-${places}`) : value;
};

/** A product of decimals is off in its last digits: 1000 * 64.4 / 100 is 644, which must not be rounded up to 645. */
const withoutNoise = (value: number): number => Number(value.toPrecision(14));

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  ceil: (value = Number.NaN) => Math.ceil(withoutNoise(value)),
  floor: (value = Number.NaN) => Math.floor(withoutNoise(value)),
  sqrt: (value = Number.NaN) => Math.sqrt(value),
  round: (value = Number.NaN, places = 0) => roundTo(value, places),
  max: Math.max,
  min: Math.min,
};

const LENGTH_MAX = 500;

/**
 * Reads a formula.
 * @throws InputError `formula-invalid` for anything that is no arithmetic of names, numbers and the functions named above. It says where the
 * formula stands and never what the parser says of it.
 */
export function parseFormula(text: string, label: string): Formula {
  const invalid = (): InputError =>
    new InputError(`${label}: this is no formula that handin can work out.`, {
      code: 'formula-invalid',
      hint: `Names, numbers, + - * / < <= > >= and && are known, and the functions ${Object.keys(FUNCTIONS).join(', ')}.`,
    });
  if (text.length > LENGTH_MAX) throw invalid();
  let tree: jsep.Expression;
  try {
    tree = jsep(text);
  } catch {
    throw invalid();
  }
  const names = new Set<string>();
  const compile = (node: jsep.Expression): ((values: ReadonlyMap<string, number>) => number | boolean) => {
    switch (node.type) {
      case 'Literal': {
        const { value } = node as jsep.Literal;
        if (typeof value !== 'number') throw invalid();
        return () => value;
      }
      case 'Identifier': {
        const { name } = node as jsep.Identifier;
        names.add(name);
        return (values) => values.get(name) ?? Number.NaN;
      }
      case 'UnaryExpression': {
        const { operator, argument } = node as jsep.UnaryExpression;
        const inner = compile(argument);
        if (operator !== '-') throw invalid();
        return (values) => -Number(inner(values));
      }
      case 'BinaryExpression': {
        const { operator, left, right } = node as jsep.BinaryExpression;
        const [first, second] = [compile(left), compile(right)];
        if (operator === '&&') return (values) => first(values) === true && second(values) === true;
        const apply = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
        if (apply === undefined) throw invalid();
        return (values) => apply(Number(first(values)), Number(second(values)));
      }
      case 'CallExpression': {
        const { callee, arguments: given } = node as jsep.CallExpression;
        const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : '';
        const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
        if (apply === undefined) throw invalid();
        const inner = given.map(compile);
        return (values) => apply(...inner.map((value) => Number(value(values))));
      }
      default:
        throw invalid();
    }
  };
  const evaluate = compile(tree);
  return { names: [...names], evaluate };
}
