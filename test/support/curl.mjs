/* The part of curl that the printed commands use. The machine that runs the tests may lack curl. */

const headers = {};
const options = { headers };
let url;
let isIncluded = false;
const args = process.argv.slice(2);
while (args.length > 0) {
  const arg = args.shift();
  if (arg === '-X') options.method = args.shift();
  else if (arg === '-d')
    Object.assign(options, { method: options.method ?? 'POST', body: args.shift() });
  else if (arg === '-H') {
    const [name, value] = args.shift().split(': ');
    headers[name] = value;
  } else if (arg === '-i') isIncluded = true;
  else if (arg !== '-s') url = arg;
}
const response = await fetch(url, options);
if (isIncluded) console.log(`HTTP/1.1 ${response.status}`);
console.log(await response.text());
