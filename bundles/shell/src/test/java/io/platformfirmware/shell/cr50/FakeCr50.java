// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.ChipIdentity;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.KernelEntropy;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.LinkStatistics;
import io.platformfirmware.tpm.LinkTransaction;
import io.platformfirmware.tpm.ReadyLineState;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.SuspendMode;
import io.platformfirmware.tpm.TpmExchange;
import io.platformfirmware.tpm.WaitStrategy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A chip that does what a test says, and remembers what reached it. */
public final class FakeCr50 implements Cr50 {

    static final ChipIdentity CR50 = new ChipIdentity(0x00281AE0, 0);
    static final String VERSION = "B2-C:0 RO_B:0.0.11/4d655eab RW_B:0.5.130/cr50_v2.9";

    public static final Failure DEAD = Failure.of(
                    FailureReason.TRANSPORT_ERROR, "open link", "the chip does not answer")
            .on("cr50-main")
            .likely("the chip has no power", "another chip is behind this chip select")
            .next("Check the wires.");

    /** What the TPM answers. */
    interface Tpm {
        byte[] answer(byte[] command) throws FirmwareException;
    }

    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<LinkCounter, Long> counters = new EnumMap<>(LinkCounter.class);
    final List<LinkTransaction> trace = new CopyOnWriteArrayList<>();
    Tpm tpm = command -> {
        throw new AssertionError("no command was expected");
    };
    public SelfTestReport report = new SelfTestReport(
            Optional.of(WaitStrategy.HOLD_CS),
            "the controller holds chip select",
            Optional.of(CR50),
            List.of("hold-cs: 64 of 64 reads agree", "over-clock: not tried"),
            Optional.empty());
    public boolean tested = true;
    public ReadyLineState readyLine = ReadyLineState.CONFIRMED;
    String readyLineName = "gpiochip0:42";
    public String readyLineTrouble;
    int waiting;
    volatile String running;
    String version = VERSION;
    Failure versionFailure;
    Failure settingsFault;
    KernelEntropy kernelEntropy;
    boolean simulated;
    public volatile boolean suspended;

    /** The service object of a bundle that was stopped. */
    public volatile boolean unregistered;

    private final String id;

    public FakeCr50(String id) {
        this.id = id;
    }

    /** A chip that does not answer. */
    void kill() {
        report = new SelfTestReport(
                Optional.empty(),
                "no way of waiting works",
                Optional.empty(),
                List.of("hold-cs: all ones", "over-clock: all ones"),
                Optional.of(DEAD));
        version = null;
        versionFailure = DEAD;
    }

    @Override
    public String deviceId() {
        return id;
    }

    @Override
    public String devicePath() {
        return "/dev/spidev0.0";
    }

    @Override
    public boolean simulated() {
        return simulated;
    }

    @Override
    public ChipIdentity identity() {
        throw new AssertionError("the state has it");
    }

    @Override
    public String firmwareVersion() throws FirmwareException {
        requireRegistered();
        calls.add("firmwareVersion");
        if (versionFailure != null) {
            throw versionFailure.asException();
        }
        return version;
    }

    @Override
    public LinkState state() {
        requireRegistered();
        return new LinkState(
                tested ? Optional.of(report) : Optional.empty(),
                readyLine,
                Optional.ofNullable(readyLineName),
                Optional.ofNullable(readyLineTrouble),
                Duration.ofMillis(2),
                1_000_000,
                true,
                suspended,
                waiting,
                Optional.ofNullable(running),
                Optional.ofNullable(version),
                Optional.ofNullable(kernelEntropy));
    }

    @Override
    public LinkStatistics statistics() {
        requireRegistered();
        return new LinkStatistics(counters);
    }

    @Override
    public List<LinkTransaction> trace(int count) {
        requireRegistered();
        final List<LinkTransaction> all = List.copyOf(trace);
        return all.subList(Math.max(0, all.size() - count), all.size());
    }

    @Override
    public List<LinkTransaction> traceSince(long sequence) {
        requireRegistered();
        return trace.stream().filter(one -> one.sequence() > sequence).toList();
    }

    @Override
    public SelfTestReport selfTest() {
        requireRegistered();
        calls.add("selfTest");
        return report;
    }

    @Override
    public byte[] random(int count) throws FirmwareException {
        requireRegistered();
        calls.add("random " + count);
        return tpm.answer(new byte[count]);
    }

    @Override
    public int rngQuality() {
        return 700;
    }

    @Override
    public void suspend(SuspendMode mode) throws FirmwareException {
        calls.add("suspend " + mode);
        if (suspended) {
            throw Failure.of(FailureReason.WRONG_STATE, "suspend", "suspended already")
                    .asException();
        }
        suspended = true;
    }

    @Override
    public void resume() throws FirmwareException {
        calls.add("resume");
        if (!suspended) {
            throw Failure.of(FailureReason.WRONG_STATE, "resume", "not suspended")
                    .asException();
        }
        suspended = false;
    }

    @Override
    public Optional<Failure> settingsFault() {
        return Optional.ofNullable(settingsFault);
    }

    @Override
    public TpmExchange submit(byte[] command, Optional<Duration> deadline) {
        requireRegistered();
        calls.add(HexFormat.of().formatHex(command)
                + deadline.map(limit -> " in " + limit.toSeconds() + " s").orElse(""));
        return new TpmExchange() {
            @Override
            public byte[] response() throws FirmwareException {
                return tpm.answer(command);
            }

            @Override
            public void cancel() {
                calls.add("cancel");
            }

            @Override
            public boolean isDone() {
                throw new AssertionError("nobody asks");
            }
        };
    }

    private void requireRegistered() {
        if (unregistered) {
            throw new IllegalStateException("service unregistered");
        }
    }
}
