// Becomes dist/guest.cjs, which isolates are started with: runs the inside of an isolate, compiled ahead, since half of the time until
// it is ready would go into compiling. With `--compile` it hands out what was compiled, on its fourth pipe, when it ends.
const { readFileSync, writeSync } = require('node:fs');
const { Script } = require('node:vm');

const read = (ending, encoding) => {
  try {
    return readFileSync(__filename.replace(/\.cjs$/, ending), encoding);
  } catch {
    // Without it the isolate is as good, and a little later.
    return undefined;
  }
};
const script = new Script(read('.inside.js', 'utf8'), { filename: 'tenko:isolate', cachedData: read('.inside.cache') });
if (process.argv[2] === '--compile')
  process.on('exit', () => {
    const compiled = script.createCachedData();
    for (let at = 0; at < compiled.length;) at += writeSync(3, compiled, at);
  });
script.runInThisContext()(require);
