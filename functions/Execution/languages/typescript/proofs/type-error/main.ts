console.log("never");
const n: number = "three";
console.log(n);
