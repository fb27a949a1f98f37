// why: Promises that never let anything else have its turn.
// about: processes
// expect: time_limit
// limits: wallMs=1500
const again = () => Promise.resolve().then(again);
setTimeout(() => console.log("BREACH: somebody else's turn"), 10);
again();
