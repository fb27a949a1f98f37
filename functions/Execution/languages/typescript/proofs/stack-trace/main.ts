type Row = { n: number };

function fail(row: Row): never {
  throw new Error(`row ${row.n}`);
}
fail({ n: 7 });
