// Comes first in the isolate: from here on the language's own objects are frozen, and a plugin finds nothing on them to reach through.
import 'ses';

lockdown({
  // A stack is what an author mends a plugin with; it names the bundle, and this file by a name of its own.
  errorTaming: 'unsafe',
  stackFiltering: 'verbose',
  // Numbers and dates of a plugin are written in its chat's language.
  localeTaming: 'unsafe',
  consoleTaming: 'unsafe',
  errorTrapping: 'none',
  unhandledRejectionTrapping: 'none',
  domainTaming: 'unsafe',
  reporting: 'none',
});

// reflect-metadata adds to `Reflect`, which is frozen now: what comes after it gets a copy. The plugin gets the frozen one.
globalThis.Reflect = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(Reflect)) as typeof Reflect;
