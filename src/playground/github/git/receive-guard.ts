// The pre-receive hook: refuses what GitHub refuses. It learns who pushes from the environment that smart-http.ts sets.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** STANDIN_PROTECTED: full ref that refuses pushes, or empty. STANDIN_WORKFLOWS: 1 when workflow files may change. */
const hook = `#!/bin/sh
zero=0000000000000000000000000000000000000000
status=0
while read -r old new ref; do
  if [ "$ref" = "$STANDIN_PROTECTED" ]; then
    echo "error: GH013: Repository rule violations found for $ref."
    echo "- Changes must be made through a pull request."
    status=1
  fi
  case "$ref" in
    refs/heads/*|refs/tags/*) ;;
    *) echo "error: deny updating a hidden ref: $ref"; status=1 ;;
  esac
  if [ "$STANDIN_WORKFLOWS" != 1 ] && [ "$new" != "$zero" ]; then
    base="$old"
    [ "$old" = "$zero" ] && base=$(git merge-base HEAD "$new" 2>/dev/null)
    if [ -n "$base" ] && [ -n "$(git diff --name-only "$base" "$new" -- .github/workflows | head -n 1)" ]; then
      echo "refusing to allow a GitHub App to create or update workflow \\\`$(git diff --name-only "$base" "$new" -- .github/workflows | head -n 1)\\\` without \\\`workflows\\\` permission"
      status=1
    fi
  fi
done
exit $status
`;

export async function installReceiveGuard(gitDir: string): Promise<void> {
  await mkdir(join(gitDir, 'hooks'), { recursive: true });
  const path = join(gitDir, 'hooks', 'pre-receive');
  await writeFile(path, hook);
  await chmod(path, 0o755);
}
