// Reads queries, each followed by a zero byte, and prints a line for each: -1 if the grammar of
// Grafana's query editor accepts it, else where it meets the first error, in UTF-16 units.
'use strict';

const { readFileSync } = require('fs');
const { parser } = require('@grafana/lezer-traceql');

function firstError(query) {
  let from = -1;
  parser.parse(query).iterate({
    enter(node) {
      if (node.type.isError && from < 0) {
        from = node.from;
      }
    },
  });
  return from;
}

const queries = readFileSync(process.argv[2], 'utf8').split('\0').slice(0, -1);
console.log(queries.map(firstError).join('\n'));
