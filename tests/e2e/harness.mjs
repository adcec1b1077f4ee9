// SPDX-License-Identifier: Apache-2.0
// One demonstration nation for all browser tests of a run: the real program on a free port, Debian's Chromium through Playwright.
//
//   const house = await open();            starts the program once for the file
//   const page = await house.as('officer') a signed-in page of its own context
//   await house.look(page, 'claim')        screenshots (light, dark, Urdu, phone) and an axe-core run: fails on any barrier
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, '../..');
export const shared = path.resolve(root, process.env.CSGOV_SHARED ?? '../shared');
const program = process.env.CSGOV ?? path.join(root, 'build/csgov');
const artefacts = path.join(here, 'artefacts');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const password = 'demonstration-2026';

const browserFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
  });
}

async function waitFor(condition, what, ms = 20000) {
  const until = Date.now() + ms;
  for (;;) {
    const value = await condition().catch(() => undefined);
    if (value) return value;
    if (Date.now() > until) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Start a nation and a browser; `bodies` keeps it small. Call close() at the end. */
export async function open({ bodies = 60 } = {}) {
  const data = mkdtempSync(path.join(tmpdir(), 'csgov-e2e-'));
  const db = path.join(data, 'csgov.db');
  const made = spawnSync(program, ['demo', '--db', db, '--data', data, '--bodies', String(bodies), '--password', password], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`csgov demo ended with ${made.status}: ${made.stderr}`);
  const port = await freePort();
  const server = spawn(program, ['serve', '--db', db, '--data', data, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.on('data', (chunk) => { log = (log + chunk).slice(-20000); });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${url}/healthz`)).ok, 'the server');
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: browserFlags });
  mkdirSync(artefacts, { recursive: true });

  /** A new context, signed in as LOGIN (null: not signed in). */
  async function as(login, { language = 'en', dark = false, width = 1280, height = 900, script = true } = {}) {
    const context = await browser.newContext({
      viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: script, locale: language === 'ur' ? 'ur-PK' : 'en-GB', acceptDownloads: true,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10000);
    page.problems = [];
    page.on('pageerror', (error) => page.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) page.problems.push(message.text());
    });
    await page.goto(`${url}/sign-in?lang=${language}`);
    if (login !== null) await signIn(page, login);
    return page;
  }

  async function signIn(page, login) {
    await page.fill('input[name=login]', login);
    await page.fill('input[name=password]', password);
    await Promise.all([page.waitForURL((to) => !to.pathname.startsWith('/sign-in')), page.click('main form button')]);
  }

  /** A session token of the API for LOGIN, and fetch with it. */
  async function api(login) {
    const answer = await fetch(`${url}/api/v1/sessions`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password }),
    });
    if (answer.status !== 201) throw new Error(`sign-in of ${login}: ${answer.status} ${await answer.text()}`);
    const { token } = await answer.json();
    return async (method, where, body, headers = {}) => {
      const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
      const response = await fetch(`${url}/api/v1${where}`, {
        method, body: raw ? body : JSON.stringify(body),
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      });
      const text = await response.text();
      let json = null;
      try { json = JSON.parse(text); } catch { /* not JSON */ }
      return { status: response.status, headers: response.headers, text, json };
    };
  }

  /** Photograph PAGE's address as its person sees it (light, dark, Urdu, phone) and look for barriers, sideways scrolling and console errors. */
  async function look(page, name) {
    const faults = [];
    const storage = await page.context().storageState();
    for (const [suffix, language, dark, width] of [['light', 'en', false, 1280], ['dark', 'en', true, 1280], ['ur', 'ur', false, 1280],
      ['phone', 'en', false, 390], ['phone-ur', 'ur', true, 390]]) {
      const context = await browser.newContext({ bypassCSP: true, storageState: storage, viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
      const twin = await context.newPage();
      const address = new URL(page.url());
      address.searchParams.set('lang', language);
      twin.on('pageerror', (error) => faults.push(`${suffix}: ${error}`));
      await twin.goto(address.href, { waitUntil: 'load' });
      await twin.screenshot({ path: path.join(artefacts, `${name}.${suffix}.png`), fullPage: true });
      const sideways = await twin.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (sideways > 1) faults.push(`${suffix}: scrolls sideways by ${sideways} px`);
      const direction = await twin.evaluate(() => document.documentElement.dir);
      if (direction !== (language === 'ur' ? 'rtl' : 'ltr')) faults.push(`${suffix}: direction is ${direction}`);
      await twin.addScriptTag({ content: axe });
      const found = await twin.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
      for (const v of found.violations) faults.push(`${suffix}: ${v.id}: ${v.help} (${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')})`);
      await context.close();
    }
    if (faults.length > 0) throw new Error(`${name}: ${faults.join('\n  ')}`);
  }

  async function close() {
    await browser.close();
    server.kill('SIGTERM');
    const status = await new Promise((resolve) => { if (server.exitCode !== null) resolve(server.exitCode); else server.once('exit', resolve); });
    rmSync(data, { recursive: true, force: true });
    if (status !== 0) throw new Error(`the server ended with ${status}:\n${log}`);
  }

  return { url, data, db, program, as, signIn, api, look, close, waitFor };
}

/** The path of a file in shared data, or null where it is absent (the test then skips, visibly). */
export function sharedFile(name) {
  const file = path.join(shared, 'data', name);
  return existsSync(file) ? file : null;
}
