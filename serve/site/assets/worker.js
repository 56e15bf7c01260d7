// The engine runs here, beside the page: fselint.wasm, asked by messages {id, what, in}, answered with {id, out} or {id, error}.
'use strict';
importScripts('wasm_exec.js');

const ready = new Promise((done) => { self.fselintReady = done; });

const load = async () => {
  const packed = await fetch('fselint.wasm.gz');
  if (!packed.ok) throw new Error('fselint.wasm.gz: ' + packed.status);
  const plain = packed.body.pipeThrough(new DecompressionStream('gzip'));
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(new Response(plain, { headers: { 'Content-Type': 'application/wasm' } }), go.importObject);
  go.run(instance).catch((error) => postMessage({ broken: String(error) }));
  await ready;
};
const started = load();

self.onmessage = async ({ data: { id, what, in: given } }) => {
  try {
    await started;
  } catch (error) {
    postMessage({ id, error: { text: 'no-engine', hint: String(error) } });
    return;
  }
  try {
    postMessage({ id, out: await self.fselint[what](given) });
  } catch (error) {
    postMessage({ id, error: { message: error.message, hint: error.hint } });
  }
};
