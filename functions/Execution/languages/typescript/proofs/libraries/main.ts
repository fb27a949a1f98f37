import { chunk } from "lodash";

const pairs: number[][] = chunk([1, 2, 3], 2);
console.log(pairs);
