// Opens page.js in a headless Chromium: node browser.js MODULES OTLP_URL. Prints what it found out as JSON. MODULES is
// the folder of the packages; the browser is inflated beside it once. The page has an origin of its own.
'use strict';

const { createServer } = require('http');
const { existsSync, readFileSync, renameSync, writeFileSync } = require('fs');
const { join } = require('path');
const { brotliDecompressSync } = require('zlib');

const [modules, otlp] = process.argv.slice(2);
const esbuild = require(join(modules, 'esbuild'));
const puppeteer = require(join(modules, 'puppeteer-core'));

function browserFile() {
  const file = join(modules, '..', 'chromium');
  if (!existsSync(file)) {
    const packed = readFileSync(join(modules, '@sparticuz/chromium/bin/chromium.br'));
    writeFileSync(`${file}.${process.pid}`, brotliDecompressSync(packed), { mode: 0o755 });
    renameSync(`${file}.${process.pid}`, file);
  }
  return file;
}

function bundle() {
  const result = esbuild.buildSync({
    entryPoints: [join(__dirname, 'page.js')],
    bundle: true,
    write: false,
    nodePaths: [modules],
    logLevel: 'error',
  });
  return result.outputFiles[0].text;
}

async function serve(script) {
  const answers = {
    '/': ['text/html', '<!doctype html><title>shop</title><link rel="icon" href="data:,"><script src="/page.js"></script>'],
    '/page.js': ['text/javascript', script],
    '/item': ['text/plain', 'an item'],
  };
  const server = createServer((request, response) => {
    const [type, body] = answers[new URL(request.url, 'http://page').pathname] ?? ['text/plain', ''];
    response.writeHead(200, { 'Content-Type': type }).end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

async function main() {
  const server = await serve(bundle());
  const browser = await puppeteer.launch({
    executablePath: browserFile(),
    headless: 'shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const page = await browser.newPage();
    const messages = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(String(error)));
    await page.goto(`http://127.0.0.1:${server.address().port}/?otlp=${encodeURIComponent(otlp)}`);
    await page.waitForFunction('window.found', { timeout: 60_000 });
    const found = await page.evaluate('window.found');
    found.messages = messages;
    found.leftTraceId = await page.evaluate('window.leave()');
    const closed = new Promise((done) => page.once('close', done));
    await page.close({ runBeforeUnload: true });
    await closed;
    console.log(JSON.stringify(found));
  } finally {
    await browser.close();
    server.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
