/**
 * A host of nothing but one isolate, to be killed: loads the plugin in the folder that it is given, runs the method that it is given,
 * and says on stdout when the isolate is at work.
 */
import 'reflect-metadata';
import { bridge, isolates } from './isolates.ts';

const [folder, method] = process.argv.slice(2) as [string, string];
const { scope } = await isolates(folder).ready(folder);
const atWork = { 'storage.get': () => void process.stdout.write('at work\n') };
await (scope.run(method, {}, bridge(atWork)) as Promise<unknown>);
