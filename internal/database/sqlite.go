//go:build !js

package database

import (
	"database/sql"
	sqldriver "database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"sync"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const driver = "sqlite"

// limit bounds the longest value of a connection in bytes.
func limit(conn *sql.Conn, bytes int) error {
	_, err := sqlite.Limit(conn, sqlite3.SQLITE_LIMIT_LENGTH, bytes)
	return err
}

// meaning is an error of SQLite in the words of this package, nil where err is none.
func meaning(err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return nil
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrInUse
	case sqlite3.SQLITE_FULL:
		return syscall.ENOSPC
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: %v", ErrOther, err)
	}
	return err
}

// checksum is the name of an SQL function: the CRC-32C of its arguments, each behind its kind and length.
const checksum = "fselint_checksum"

// prepare registers it, before the first connection is made.
var prepare = sync.OnceFunc(func() { sqlite.MustRegisterDeterministicScalarFunction(checksum, -1, sum) })

var castagnoli = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

func sum(_ *sqlite.FunctionContext, values []sqldriver.Value) (sqldriver.Value, error) {
	crc := uint32(0)
	add := func(kind byte, number uint64, data []byte) {
		var head [9]byte
		head[0] = kind
		binary.BigEndian.PutUint64(head[1:], number)
		crc = crc32.Update(crc32.Update(crc, castagnoli(), head[:]), castagnoli(), data)
	}
	for _, value := range values {
		switch v := value.(type) {
		case nil:
			add(0, 0, nil)
		case int64:
			add(1, uint64(v), nil)
		case []byte:
			add(2, uint64(len(v)), v)
		case string:
			add(3, uint64(len(v)), []byte(v))
		default:
			return nil, fmt.Errorf("%T has no checksum", v)
		}
	}
	return int64(crc), nil
}
