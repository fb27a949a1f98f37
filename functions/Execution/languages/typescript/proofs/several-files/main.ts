import { greet } from "./lib/words";

console.log(greet("Ada"));
