// Generated inputs are the same in every run, so that a red run can be run again. FAST_CHECK_SEED asks for others: a longer search, by hand.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_261_130) });
