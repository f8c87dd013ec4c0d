# Sourced by each tool's plant.sh: a checkout of project/ where GitHub's runners put it, and the packages named.
# It empties that folder; run it in a mount namespace or container of its own.
here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
work=/home/runner/work/payments/payments
export CI=true NO_COLOR=1 npm_config_update_notifier=false

checkout() {
  mkdir -p "$work"
  find "$work" -mindepth 1 -delete
  cp -r "$here/project/." "$work"
  cd "$work"
  export PATH=$work/node_modules/.bin:$PATH
  [ $# -eq 0 ] || npm install --silent --no-audit --no-fund --no-save --no-package-lock "$@"
}

# plant NAME COMMAND…: what the command prints, as NAME.txt.
plant() {
  local name=$1
  shift
  "$@" >"$here/$name.txt" 2>&1 || true
}
