package main

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/sirupsen/logrus"
)

// looker is what looks at the manifests directory.
type looker interface {
	Pass(ctx context.Context) error
}

// watch lets it look again and again, and whenever it is asked to.
type watch struct {
	ctx   context.Context
	start func() (looker, error)

	mutex  sync.Mutex
	looker looker
	paused bool
}

func newWatch(ctx context.Context, start func() (looker, error), every time.Duration) (*watch, error) {
	looker, err := start()
	if err != nil {
		return nil, err
	}
	out := &watch{ctx: ctx, start: start, looker: looker}
	go func() {
		for ctx.Err() == nil {
			out.mutex.Lock()
			if !out.paused {
				out.look()
			}
			out.mutex.Unlock()
			time.Sleep(every)
		}
	}()
	return out, nil
}

func (w *watch) look() string {
	err := w.looker.Pass(w.ctx)
	if err == nil {
		return "ok"
	}
	logrus.Errorf("pass: %v", err)
	return "failed " + strings.ReplaceAll(err.Error(), "\n", " | ")
}

// pass looks once, from beginning to end.
func (w *watch) pass() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.look()
}

// restart forgets all, as K3s does when it starts, and looks once.
func (w *watch) restart() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	looker, err := w.start()
	if err != nil {
		return "failed " + err.Error()
	}
	w.looker = looker
	return w.look()
}

// pause keeps it from looking by itself: K3s is stopped.
func (w *watch) pause() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.paused = true
	return "ok"
}

// resume lets it look by itself again.
func (w *watch) resume() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.paused = false
	return "ok"
}
