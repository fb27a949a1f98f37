// Medians and percentiles, and the one way a result is printed: a JSON line.
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

export const median = (values) => quantile(values, 0.5);

export const round = (value, digits = 2) => Number(value.toFixed(digits));

export const print = (line) => console.log(JSON.stringify(line));
