// why: Memory that neither the heap's limit nor the address space is about.
// about: memory
// expect: memory_limit runtime_error
// limits: memoryMb=192 wallMs=8000
const all = [];
for (let i = 0; i < 8; i++) {
  const memory = new WebAssembly.Memory({ initial: 4096 });
  new Uint8Array(memory.buffer).fill(1);
  all.push(memory);
}
console.log("BREACH: two gigabytes");
