// Called by ClientAssets.targets when a source is newer than the bundle, or by hand: npm run build.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, '..', 'wwwroot', 'assets');
const installed = join(here, 'node_modules', '.installed');
const lock = join(here, '..', 'obj', 'ClientAssets.lock');
const windows = process.platform === 'win32';

// What ClientAssets.targets makes a sentence of; the details are printed before.
const npmFailed = 2;
const sourcesWrong = 3;
const fail = (code, details) => {
  console.log(details.trim());
  process.exit(code);
};

const runs = pid => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};

// Two builds at once (an IDE and a shell) would delete node_modules under each other.
function waitForOthers() {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      process.on('exit', () => rmSync(lock, { force: true }));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    try {
      // A build that was killed leaves its lock.
      const holder = Number(readFileSync(lock, 'utf8'));
      if (holder && !runs(holder)) rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function install() {
  // By content, not by time: a checkout changes times only, and npm ci costs seconds and the network.
  const wanted = createHash('sha256')
    .update(readFileSync(join(here, 'package.json')))
    .update(readFileSync(join(here, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return;

  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: here, shell: windows, encoding: 'utf8' });
  // Only the line that names the cause: npm's own log has the rest, and MSBuild would make an error of every line.
  if (npm.status !== 0) fail(npmFailed, `npm ci: ${/npm (?:error|ERR!) code (\w+)/.exec(npm.stderr ?? '')?.[1] ?? npm.error?.code ?? npm.status}`);
  writeFileSync(installed, wanted);
}

function check() {
  const tsc = spawnSync(process.execPath, [join(here, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--pretty', 'false'], { cwd: here, encoding: 'utf8' });
  // In the form "file(line,column): error CODE: text" MSBuild and editors show them as errors of the build.
  if (tsc.status !== 0) fail(sourcesWrong, (tsc.stdout ?? '').replace(/^src\//gm, `${join(here, 'src')}/`) || `tsc: ${tsc.stderr}`);
}

async function bundle() {
  const { build } = await import('esbuild');
  const result = await build({
    absWorkingDir: here,
    entryPoints: ['src/editor.ts', 'src/editor.css'],
    outdir: assets,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  }).catch(error => fail(sourcesWrong, `esbuild: ${error.message}`));
  for (const warning of result.warnings) console.log(`ClientAssets : warning HKB004: ${warning.text}`);

  // esbuild leaves an unchanged file alone; its time is what tells MSBuild that the sources have been seen.
  const now = new Date();
  for (const file of ['editor.js', 'editor.css']) utimesSync(join(assets, file), now, now);
}

waitForOthers();
install();
check();
await bundle();
