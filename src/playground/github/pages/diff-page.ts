// What a pull request changes, coloured.
import { changedFiles, type FileChange, mergeBase } from '../git/objects.ts';
import type { Pull, Repository } from '../model.ts';
import { type Html, html } from './html.ts';
import type { Page } from './layout.ts';
import { stateBadge } from './parts.ts';

const maxLinesPerFile = 2_000;
const maxFiles = 200;

export async function diffPage(repository: Repository, pull: Pull): Promise<Page> {
  const fork = (await mergeBase(repository.gitDir, pull.baseSha, pull.headSha)) ?? pull.baseSha;
  const files = await changedFiles(repository.gitDir, fork, pull.headSha);
  const added = files.reduce((sum, file) => sum + file.additions, 0);
  const removed = files.reduce((sum, file) => sum + file.deletions, 0);
  const body = html`<h1><a href="/${repository.fullName}/pull/${pull.number}">${pull.title}</a> <span class="dim">#${pull.number}</span></h1>
    <div class="meta">${stateBadge(pull)}<span>${files.length} file${files.length === 1 ? '' : 's'} changed <span class="plus">+${added}</span> <span class="minus">−${removed}</span></span></div>
    ${files.slice(0, maxFiles).map(fileBox)}`;
  return { title: `Changes of #${pull.number}`, repository, tab: 'pulls', isLive: false, body };
}

function fileBox(file: FileChange): Html {
  const name = file.previousPath === null ? file.path : `${file.previousPath} → ${file.path}`;
  return html`<div class="box"><div class="head"><span class="mono">${name}</span><span class="word">${file.status}</span><span class="end"><span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></span></div>
    ${file.patch === null ? html`<div class="empty">Nothing to show: binary, or only its mode changed.</div>` : html`<table class="diff">${diffRows(file.patch)}</table>`}</div>`;
}

function diffRows(patch: string): Html[] {
  let before = 0;
  let after = 0;
  return patch
    .split('\n')
    .slice(0, maxLinesPerFile)
    .map((line) => {
      const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
      if (hunk !== null) {
        before = Number(hunk[1]);
        after = Number(hunk[2]);
        return html`<tr class="hunk"><td class="n"></td><td class="n"></td><td>${line}</td></tr>`;
      }
      if (line.startsWith('+'))
        return html`<tr class="add"><td class="n"></td><td class="n">${after++}</td><td>${line}</td></tr>`;
      if (line.startsWith('-'))
        return html`<tr class="del"><td class="n">${before++}</td><td class="n"></td><td>${line}</td></tr>`;
      return html`<tr><td class="n">${before++}</td><td class="n">${after++}</td><td>${line}</td></tr>`;
    });
}
