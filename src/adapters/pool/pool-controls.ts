// The controls of every engine of the list, each under its engine's name; one that cannot be asked is a missing control by itself.
import type { Control } from '#core/controls.ts';
import { PortError } from '#ports/port-error.ts';
import type { Host } from './host.ts';

export async function poolControls(hosts: readonly Host[]): Promise<readonly Control[]> {
  return (await Promise.all(hosts.map(controlsOf))).flat();
}

async function controlsOf({ name, slots, sandbox }: Host): Promise<readonly Control[]> {
  const answers = { name: `${name}: answers`, isRequired: true, remedy: '' };
  try {
    const controls = await sandbox.controls();
    const own = controls.map((control) => ({ ...control, name: `${name}: ${control.name}` }));
    return [{ ...answers, isEnforced: true, seen: `${slots} slots` }, ...own];
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return [
      {
        ...answers,
        isEnforced: false,
        seen: error.problem.detail,
        remedy: 'attempts run on the others meanwhile',
      },
    ];
  }
}
