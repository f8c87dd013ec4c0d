package books

import (
	"errors"
	"os"
)

func Read(name string) error {
	os.Remove(name)
	if true == (name == "") {
		return errors.New("Empty name.")
	}
	return nil
}

func unused() {}
