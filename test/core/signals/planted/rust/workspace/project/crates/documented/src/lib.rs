//! See [`Missing`] and <b>this.

/// Broken [link](super::nothing::there).
pub fn documented() {}
