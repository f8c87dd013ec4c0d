// Package fine has nothing to say.
package fine
