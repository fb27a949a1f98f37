// why: Memory outside the heap that --max-old-space-size limits.
// about: memory
// expect: memory_limit runtime_error
// limits: memoryMb=192 wallMs=8000
// modes: A B
const blocks = [];
for (let i = 0; i < 2000; i++) blocks.push(Buffer.alloc(1 << 20, 1));
console.log("BREACH: two gigabytes");
