/** What an attempt is given: things outside of the plugin that it could lay its hands on. */
export interface Target {
  /** A file with a secret in it, and a folder to write into. */
  readonly file: string;
  readonly folder: string;
  /** Ports on 127.0.0.1 that note who knocks. */
  readonly tcp: number;
  readonly udp: number;
  /** A process that nobody would miss. */
  readonly pid: number;
  /** A native add-on. */
  readonly addon: string;
}

export interface Attempt {
  readonly name: string;
  /** The body of a method: returns what it got hold of, or throws. `given` is the target, `node` gets at a module of Node.js. */
  readonly code: string;
  /** It reaches for what is outside of the process: a second wall stands behind the compartment. */
  readonly outside?: true;
  /** The wall of the operating system that it takes to stop it. */
  readonly layer?: string;
  /** What it does to a process that lets it: that one ends, or never answers. Else it comes back with something. */
  readonly ends?: 'crash' | 'hang' | 'memory';
}

/** Everything that may lead from a plugin to the runtime, one way after the other. */
export const WAYS_OUT = `
  const ways = [
    () => process,
    () => globalThis.process,
    () => Function('return process')(),
    () => (0, eval)('process'),
    () => (() => {}).constructor('return process')(),
    () => this.constructor.constructor('return process')(),
    () => this.chat.constructor.constructor('return process')(),
    () => Object.getPrototypeOf(this.storage).get.constructor('return process')(),
    () => setTimeout.constructor('return process')(),
    () => given.constructor.constructor('return process')(),
  ];
  let out;
  for (const way of ways) { try { out ??= way(); } catch {} }
  const node = (name) => {
    if (out) return out.getBuiltinModule('node:' + name);
    return require('node:' + name);
  };
`;

export const ATTEMPTS: readonly Attempt[] = [
  { name: 'environment', outside: true, code: 'return out.env.ATTACK_SECRET' },
  { name: 'command line', code: 'return out.argv.join(" ")' },
  { name: 'read a file', outside: true, code: "return node('fs').readFileSync(given.file, 'utf8')" },
  {
    name: 'read a file by promise',
    outside: true,
    code: "return await node('fs/promises').readFile(given.file, 'utf8')",
  },
  { name: 'list a folder', outside: true, code: "return node('fs').readdirSync('/').join(' ')" },
  {
    name: 'write a file',
    outside: true,
    code: "node('fs').writeFileSync(given.folder + '/left', 'I was here'); return node('fs').readFileSync(given.folder + '/left', 'utf8')",
  },
  {
    name: 'follow a link',
    outside: true,
    code: "const link = given.folder + '/link' + out.pid; node('fs').symlinkSync(given.file, link); return node('fs').readFileSync(link, 'utf8')",
  },
  {
    name: '/proc, its own',
    outside: true,
    code: "return node('fs').readFileSync('/proc/self/environ', 'latin1') + ' '",
  },
  {
    name: '/proc, its parent’s',
    outside: true,
    code: "return node('fs').readFileSync(`/proc/${out.ppid}/cmdline`, 'latin1')",
  },
  {
    name: 'a database file',
    outside: true,
    code: "const { DatabaseSync } = node('sqlite'); return JSON.stringify(new DatabaseSync(given.folder + '/host.db').prepare('SELECT * FROM secret').all())",
  },
  {
    name: 'a TCP connection',
    outside: true,
    code: "return await new Promise((resolve, reject) => node('net').connect(given.tcp, '127.0.0.1').on('data', (data) => resolve(String(data))).on('error', reject))",
  },
  {
    name: 'a UDP packet',
    outside: true,
    code: "return await new Promise((resolve, reject) => { const socket = node('dgram').createSocket('udp4'); socket.on('message', (data) => { socket.close(); resolve(String(data)); }); socket.send('knock', given.udp, '127.0.0.1', (error) => error && reject(error)); })",
  },
  {
    name: 'a name look-up',
    outside: true,
    code: "return JSON.stringify(await node('dns/promises').lookup('localhost'))",
  },
  {
    name: 'HTTP by fetch',
    outside: true,
    code: "return await (await (globalThis.fetch ?? out.fetch)('http://127.0.0.1:' + given.tcp)).text()",
  },
  {
    name: 'a server',
    outside: true,
    code: "return await new Promise((resolve, reject) => { const server = node('net').createServer().on('error', reject).listen(0, () => { resolve('port ' + server.address().port); server.close(); }); })",
  },
  { name: 'a command', outside: true, code: "return node('child_process').execFileSync('id', { encoding: 'utf8' })" },
  {
    name: 'a shell',
    outside: true,
    code: "return node('child_process').execSync('cat ' + given.file, { encoding: 'utf8' })",
  },
  {
    name: 'another Node.js',
    outside: true,
    code: "return node('child_process').spawnSync(out.execPath, ['-p', '1 + 1'], { encoding: 'utf8' }).stdout",
  },
  {
    name: 'a worker',
    outside: true,
    code: "const { Worker } = node('worker_threads'); return await new Promise((resolve, reject) => new Worker('require(\"worker_threads\").parentPort.postMessage(String(process.pid))', { eval: true }).on('message', resolve).on('error', reject))",
  },
  {
    name: 'a native add-on',
    outside: true,
    code: "const module = { exports: {} }; out.dlopen(module, given.addon); return 'loaded ' + Object.keys(module.exports).length",
  },
  {
    name: 'import() of a module',
    outside: true,
    code: "const vm = node('vm'); const fs = await vm.runInThisContext(['imp', 'ort(\"node:fs\")'].join(''), { importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }); return fs.readFileSync(given.file, 'utf8')",
  },
  {
    name: 'createRequire',
    outside: true,
    code: "return node('module').createRequire('/')('fs').readFileSync(given.file, 'utf8')",
  },
  { name: 'internal bindings', outside: true, code: "return Object.keys(out.binding('fs')).join(' ')" },
  {
    name: 'the debugger',
    outside: true,
    code: "const inspector = node('inspector'); inspector.open(0, '127.0.0.1'); const url = inspector.url(); inspector.close(); return url",
  },
  {
    name: 'another user’s signal',
    outside: true,
    code: "out.kill(given.pid, 'SIGKILL'); return 'killed ' + given.pid",
  },
  { name: 'V8’s flags', code: "node('v8').setFlagsFromString('--stack-size=900'); return 'set'" },
  { name: 'a heap dump', outside: true, code: "return node('v8').writeHeapSnapshot(given.folder + '/heap')" },
  {
    name: 'WebAssembly’s memory',
    code: "return 'pages ' + new WebAssembly.Memory({ initial: 20000 }).buffer.byteLength",
  },
  { name: 'shared memory', code: "return 'bytes ' + new SharedArrayBuffer(1024).byteLength" },
  {
    name: 'function constructors',
    code: "const found = [(function () {}), (async function () {}), (function* () {}), (async function* () {})].map((f) => { try { return typeof f.constructor('return this')().process; } catch { return 'undefined'; } }); if (found.includes('object')) return found.join(' '); throw new Error('none leads out')",
  },
  {
    name: 'what a stack tells',
    code: "Error.prepareStackTrace = (error, frames) => frames.map((frame) => frame.getFileName()).join(' '); const seen = String(new Error('x').stack); delete Error.prepareStackTrace; if (!/(^|[ (])(file:\\/\\/)?\\//.test(seen)) throw new Error('no paths'); return seen",
  },
  { name: 'everybody’s prototypes', code: "Object.prototype.polluted = 'by everybody’s'; return undefined" },
  {
    name: 'the prototype of what it is given',
    code: "Object.getPrototypeOf(given).polluted = 'by given'; return undefined",
  },
  {
    name: 'an answer with a prototype',
    code: "Object.getPrototypeOf((await this.storage.get('list'))).polluted = 'by an answer'; return undefined",
  },
  {
    name: 'the host’s JSON',
    code: 'const real = JSON.parse; JSON.parse = (text, reviver) => { (globalThis.heard ??= []).push(text); return real(text, reviver); }; return undefined',
  },
  {
    name: 'reply tokens of others',
    code: 'const real = JSON.stringify; JSON.stringify = (value, ...more) => { const text = real(value, ...more); (globalThis.heard ??= []).push(text); return text; }; return undefined',
  },
  {
    name: 'other plugins’ storage',
    code: "const real = Map.prototype.get; Map.prototype.get = function (key) { const value = real.call(this, key); if (typeof value === 'string') (globalThis.heard ??= []).push(value); return value; }; return undefined",
  },
  {
    name: 'other plugins’ texts',
    code: "Object.getPrototypeOf(this.texts).t = () => 'paid by the attacker'; return undefined",
  },
  {
    name: 'other plugins’ tokens',
    code: 'Object.getPrototypeOf(this.storage).set = async (key, value) => { (globalThis.heard ??= []).push(String(value)); }; return undefined',
  },
  {
    name: 'other plugins’ globals',
    code: "globalThis.setTimeout = undefined; globalThis.Promise = class { constructor() { throw new Error('no promises'); } }; return undefined",
  },
  { name: 'a trap in what it returns', code: "return { get text() { return 'sprung in ' + out.pid; } }" },
  {
    name: 'a timer after the end',
    code: "setInterval(() => { (globalThis.heard ??= []).push('tick'); }, 20); return undefined",
  },
  {
    name: 'a promise after the end',
    code: "void (async () => { for (;;) { await new Promise((resolve) => setTimeout(resolve, 20)); this.log.info('still here'); (globalThis.heard ??= []).push('still here'); } })().catch(() => undefined); return undefined",
  },
  { name: 'a flood of calls', code: "for (let n = 0; n < 50000; n++) this.log.info('flood'); return 'flooded'" },
  {
    name: 'a flood without waiting',
    code: "await Promise.all(Array.from({ length: 50000 }, (_, n) => this.storage.get('k' + n))); return 'flooded'",
  },
  { name: 'a huge value', code: "await this.storage.set('huge', 'x'.repeat(30_000_000)); return 'kept'" },
  { name: 'a huge answer', code: "return 'x'.repeat(30_000_000)" },
  { name: 'exit', code: 'out.exit(7)', ends: 'crash' },
  { name: 'abort', code: 'out.abort()', ends: 'crash' },
  { name: 'a signal to itself', code: "out.kill(out.pid, 'SIGKILL')", ends: 'crash' },
  {
    name: 'a thrown timer',
    code: "setTimeout(() => { throw new Error('nobody catches this'); }, 1); await new Promise(() => undefined)",
    ends: 'crash',
  },
  {
    name: 'a rejection that nobody awaits',
    code: "void Promise.reject(new Error('nobody catches this')); await new Promise(() => undefined)",
    ends: 'crash',
  },
  { name: 'an endless loop', code: 'for (;;);', ends: 'hang' },
  { name: 'endless microtasks', code: 'const spin = () => Promise.resolve().then(spin); await spin()', ends: 'hang' },
  {
    name: 'a regular expression without end',
    code: "return String(/^(a+)+$/.test('a'.repeat(60) + '!'))",
    ends: 'hang',
  },
  {
    name: 'a heap without end',
    code: "const all = []; for (;;) all.push({ a: [1, 2, 3], b: 'x'.repeat(100) + all.length })",
    ends: 'memory',
  },
  {
    name: 'buffers without end',
    code: 'const all = []; for (let n = 0; n < 60; n++) all.push(new Uint8Array(10_000_000).fill(1)); return all.length + " buffers"',
    layer: 'limited memory, files and dumps',
  },
];
