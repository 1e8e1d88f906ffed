import { Ajv, type ValidateFunction } from 'ajv';
import schema from '../../plugin.schema.json' with { type: 'json' };

let validator: ValidateFunction | undefined;

/** Checks a manifest against `plugin.schema.json`. Compiled when the first manifest is read: about 20 ms. */
export function manifestValidator(): ValidateFunction {
  // The schema itself is checked in its test, strictly; here, at every start, that would triple the time that compiling takes.
  validator ??= new Ajv({
    allErrors: true,
    verbose: true,
    meta: false,
    validateSchema: false,
    strict: false,
    code: { optimize: false },
  }).compile(schema);
  return validator;
}
