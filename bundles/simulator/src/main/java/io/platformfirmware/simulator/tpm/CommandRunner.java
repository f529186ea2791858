// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chip's TPM task: one command at a time, for as long of the chip's time as it takes, and for as long of real time as the engine
 * takes. Not for several threads but for the engine's own.
 */
final class CommandRunner {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

    private static final byte[] RETRY = {(byte) 0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x09, 0x22};
    private static final byte[] FAILURE = {(byte) 0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x01, 0x01};
    private static final int CODE_AT = 6;

    private final TpmEngine engine;
    private final Executor executor;
    private Optional<Run> run = Optional.empty();
    private long lastEnd = Long.MIN_VALUE;

    CommandRunner(TpmEngine engine, Executor executor) {
        this.engine = engine;
        this.executor = executor;
    }

    /** Whether a command runs, or has run and its answer was not taken. */
    boolean busy() {
        return run.isPresent();
    }

    /** When the last command ended, in the chip's time. */
    long lastEnd() {
        return lastEnd;
    }

    /** Lets the engine run a command. */
    void start(byte[] command, long end) {
        final Run started = new Run(end);
        run = Optional.of(started);
        executor.execute(() -> started.answer(execute(command)));
    }

    /** Does not run a command, and answers that the host may try again. */
    void refuse(long end) {
        final Run started = new Run(end);
        started.answer(RETRY);
        run = Optional.of(started);
    }

    /** The answer of the command that has ended by now; it can be taken once. */
    Optional<byte[]> takeAnswer(long now) {
        final Optional<byte[]> answer = run.filter(one -> now >= one.end).flatMap(Run::answer);
        if (answer.isPresent()) {
            lastEnd = run.orElseThrow().end;
            run = Optional.empty();
        }
        return answer;
    }

    /** {@code _TPM_Init}, behind whatever runs now. */
    void reset() {
        run = Optional.empty();
        executor.execute(engine::reset);
    }

    /** The code of a command; 0 where it is too short for one. */
    static int code(byte[] command) {
        return command.length < CODE_AT + Integer.BYTES ? 0 : BigEndian.u32(command, CODE_AT);
    }

    private byte[] execute(byte[] command) {
        try {
            return engine.execute(command);
        } catch (final RuntimeException e) {
            // a chip does not end with its engine
            LOG.warn("simulated TPM: the engine failed; the command is answered with TPM_RC_FAILURE", e);
            return FAILURE;
        }
    }

    /** A command that runs. Its answer comes from the engine's thread. */
    private static final class Run {

        private final long end;
        private volatile byte[] answer;

        Run(long end) {
            this.end = end;
        }

        void answer(byte[] bytes) {
            answer = bytes;
        }

        Optional<byte[]> answer() {
            return Optional.ofNullable(answer);
        }
    }
}
