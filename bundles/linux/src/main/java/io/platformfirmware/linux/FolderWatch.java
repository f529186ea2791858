// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Waits for names that come to or go from a folder. {@link #watch} and {@link #await} are for one thread, {@link #wake}
 * is for any. The one that waits closes this object when nobody calls {@link #watch} any more.
 */
// A thread that waits on a WatchService can be woken by closing the service or by an interrupt. The interrupt
// would also hit service listeners, which run on this thread while it publishes and may have a system call under
// way.
final class FolderWatch implements AutoCloseable {

    private final Semaphore wakes = new Semaphore(0);
    private volatile Optional<WatchService> service = Optional.empty();
    private Optional<WatchKey> key = Optional.empty();

    /**
     * From now on, changes in this folder end {@link #await}. To be called before each look at the folder: it is cheap
     * where the folder is being watched already, and finds out when another folder has taken its place.
     *
     * @param folder which; need not exist
     * @return the problem when the folder exists and can not be watched; {@link #await} then lasts its whole time
     */
    Optional<IOException> watch(Path folder) {
        try {
            final WatchKey now = folder.register(
                    open(),
                    // not ENTRY_MODIFY: it tells of permissions, but also of every write to every node
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE);
            key.filter(before -> before != now).ifPresent(WatchKey::cancel);
            key = Optional.of(now);
            return Optional.empty();
        } catch (NoSuchFileException | ClosedWatchServiceException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /**
     * Waits for a change, for {@link #wake}, or for the time to pass. Changes since {@link #watch} count. May end early.
     *
     * @param relevant names that matter
     * @param atMost how long
     */
    void await(Predicate<Path> relevant, Duration atMost) {
        // taken before the look at the semaphore, because wake() releases it before it closes the service
        final Optional<WatchService> current = service;
        try {
            if (current.isEmpty()) {
                wakes.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } else if (!wakes.tryAcquire()) {
                awaitEvent(current.get(), relevant, System.nanoTime() + atMost.toNanos());
            }
        } catch (ClosedWatchServiceException e) {
            service = Optional.empty();
            key = Optional.empty();
        } catch (InterruptedException e) {
            // nobody interrupts this thread on purpose: the caller looks again, with the flag cleared
            return;
        } finally {
            wakes.drainPermits();
        }
    }

    /** Ends {@link #await}, the present one or the next. */
    void wake() {
        wakes.release();
        close();
    }

    @Override
    public void close() {
        try {
            final Optional<WatchService> current = service;
            if (current.isPresent()) {
                current.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WatchService open() throws IOException {
        if (service.isEmpty()) {
            service = Optional.of(FileSystems.getDefault().newWatchService());
        }
        return service.get();
    }

    private static void awaitEvent(WatchService service, Predicate<Path> relevant, long end)
            throws InterruptedException {
        boolean changed = false;
        while (!changed) {
            final WatchKey signalled = service.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (signalled == null) {
                return;
            }
            changed = signalled.pollEvents().stream().anyMatch(event -> matters(event, relevant));
            // a key that is not valid any more tells that the folder has gone
            changed |= !signalled.reset();
        }
    }

    private static boolean matters(WatchEvent<?> event, Predicate<Path> relevant) {
        return event.kind() == StandardWatchEventKinds.OVERFLOW || relevant.test((Path) event.context());
    }
}
