// why: A pattern that takes longer than the universe has.
// about: processes
// expect: time_limit
// limits: wallMs=1200
console.log(/^(a+)+$/.test("a".repeat(60) + "!"));
