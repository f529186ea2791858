// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * How a {@link Cr50Chip} behaves. Immutable: each {@code with} method makes a changed copy. The {@link #defaults()} are a healthy chip
 * with the firmware of branch cr50_stab; whatever else is here is a failure that was seen or must be survived. A value out of range is
 * refused with an {@link IllegalArgumentException}.
 */
public final class ChipSettings implements Cloneable {

    /** For a time that never comes. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    /** TPM_DID_VID of Cr50 (chromium EC, common/tpm_registers.c). */
    public static final int CR50 = 0x0028_1AE0;

    /** TPM_DID_VID of Ti50 on Dauntless (coreboot, src/drivers/tpm/cr50.c). */
    public static final int TI50 = 0x504A_6666;

    private static final int MAX_BURST = 63;
    private static final int MAX_VERSION = 80;
    private static final String FIRMWARE = "B2-C:0 RO_B:0.0.11/4d655eab RW_B:0.5.130/cr50_v2.94_mp.46-1";

    private long seed = 0L;
    private int minWaitBytes = 1;
    private int maxWaitBytes = 1;
    private long stalledUntil = 0L;
    private boolean firstFrameIdlesHigh = true;
    private PulseMode pulse = PulseMode.NORMAL;
    private Duration pulseAfter = micros(5);
    private Duration pulseWidth = micros(8);
    private Duration pulseDelay = Duration.ofMillis(5);
    private double pulseMissing = 0.5;
    private Duration stormPeriod = micros(20);
    private boolean longPulses = false;
    private Duration busyAfterFrame = micros(5);
    private int busyLosesBytes = 4;
    private double longBusyProbability = 0.0;
    private Duration longBusyTime = Duration.ofMillis(150);
    private boolean sleep = true;
    private Duration sleepDelay = Duration.ofSeconds(1);
    private Duration noSleepUntil = Duration.ofSeconds(20);
    private Duration wakeLatency = micros(100);
    private byte asleepMiso = (byte) 0x00;
    private OptionalInt misoStuck = OptionalInt.empty();
    private long misoStuckUntil = 0L;
    private double misoFlips = 0.0;
    private double mosiFlips = 0.0;
    private Set<FirmwareQuirk> quirks = Set.of();
    private int didVid = CR50;
    private int rid = 0;
    private byte[] firmwareVersion = text(FIRMWARE);
    private OptionalInt sts = OptionalInt.empty();
    private long burstZeroUntil = 0L;
    private int burstLimit = 63;
    private ExpectFault expect = ExpectFault.NONE;
    private int expectTimes = 0;
    private OptionalInt responseSize = OptionalInt.empty();
    private int leftOver = 0;
    private int retryAnswers = 0;
    private IntFunction<Duration> commandTimes = code -> micros(500);
    private boolean completesAfterAbort = true;
    private double resetProbability = 0.0;
    private Duration resetTime = Duration.ofMillis(200);
    private Duration garbageAfterReset = Duration.ZERO;

    private ChipSettings() {}

    /**
     * A healthy Cr50.
     *
     * @return settings
     */
    public static ChipSettings defaults() {
        return new ChipSettings();
    }

    /**
     * A healthy Ti50: another TPM_DID_VID and version, and only long ready pulses.
     *
     * @return settings
     */
    public static ChipSettings ti50() {
        return defaults()
                .withDidVid(TI50)
                .withLongPulses(true)
                .withFirmwareVersion("ti50_common:v0.0.940 RO_A:0.0.54 RW_B:0.24.112");
    }

    /**
     * The firmware version string.
     *
     * @param version up to 79 characters; a NUL follows
     * @return a changed copy
     */
    public ChipSettings withFirmwareVersion(String version) {
        return withFirmwareVersionBytes(text(version));
    }

    /**
     * How long every command takes.
     *
     * @param time zero or more
     * @return a changed copy
     */
    public ChipSettings withCommandTime(Duration time) {
        return withCommandTimes(code -> time);
    }

    /**
     * How many bytes of stall come between the header and the {@code 01}: the same number always.
     *
     * @param bytes 0 or more
     * @return a changed copy
     */
    public ChipSettings withWaitBytes(int bytes) {
        return withWaitBytes(bytes, bytes);
    }

    /**
     * Older firmware.
     *
     * @param all what it does otherwise
     * @return a changed copy
     */
    public ChipSettings withQuirks(FirmwareQuirk... all) {
        return withQuirks(Set.of(all));
    }

    /**
     * Starts the source of all randomness again.
     *
     * @param seed any
     * @return a changed copy
     */
    public ChipSettings withSeed(long seed) {
        return with(copy -> {
            copy.seed = seed;
        });
    }

    /**
     * How many bytes of stall ({@code 00}) come between the header and the {@code 01} that ends the stall. Chosen anew for every
     * transaction. By default 1, as in a trace of an idle chip.
     *
     * @param minWaitBytes 0 or more
     * @param maxWaitBytes the same or more
     * @return a changed copy
     */
    public ChipSettings withWaitBytes(int minWaitBytes, int maxWaitBytes) {
        check(minWaitBytes >= 0 && minWaitBytes <= maxWaitBytes, "wait bytes");
        return with(copy -> {
            copy.minWaitBytes = minWaitBytes;
            copy.maxWaitBytes = maxWaitBytes;
        });
    }

    /**
     * Until when no transaction leaves its stall, however many bytes are clocked; what came is handled afterwards, or when
     * chip select rises.
     *
     * @param stalledUntil nanoseconds of the device's clock; {@link #FOR_EVER}
     * @return a changed copy
     */
    public ChipSettings withStalledUntil(long stalledUntil) {
        return with(copy -> {
            copy.stalledUntil = stalledUntil;
        });
    }

    /**
     * Whether the first frame after power-on and after each reset idles at {@code FF} ({@code spp_if_start} of
     * chip/g/spp_tpm.c). By default true.
     *
     * @param firstFrameIdlesHigh false: at {@code 00} like all others
     * @return a changed copy
     */
    public ChipSettings withFirstFrameIdlesHigh(boolean firstFrameIdlesHigh) {
        return with(copy -> {
            copy.firstFrameIdlesHigh = firstFrameIdlesHigh;
        });
    }

    /**
     * What the ready line does.
     *
     * @param pulse after each transaction that had data
     * @return a changed copy
     */
    public ChipSettings withPulse(PulseMode pulse) {
        return with(copy -> {
            copy.pulse = pulse;
        });
    }

    /**
     * How long after chip select rises the ready line falls, at the earliest. By default 5 microseconds.
     *
     * @param pulseAfter zero or more
     * @return a changed copy
     */
    public ChipSettings withPulseAfter(Duration pulseAfter) {
        return with(copy -> {
            copy.pulseAfter = pulseAfter;
        });
    }

    /**
     * How long the line is low in a short pulse. By default 8 microseconds; 6.5 to 11 were measured.
     *
     * @param pulseWidth more than zero
     * @return a changed copy
     */
    public ChipSettings withPulseWidth(Duration pulseWidth) {
        return with(copy -> {
            copy.pulseWidth = pulseWidth;
        });
    }

    /**
     * How much later a {@link PulseMode#DELAYED} pulse comes. By default 5 milliseconds.
     *
     * @param pulseDelay zero or more
     * @return a changed copy
     */
    public ChipSettings withPulseDelay(Duration pulseDelay) {
        return with(copy -> {
            copy.pulseDelay = pulseDelay;
        });
    }

    /**
     * How many of {@link PulseMode#RANDOMLY_MISSING} are missing. By default half.
     *
     * @param pulseMissing probability, 0 to 1
     * @return a changed copy
     */
    public ChipSettings withPulseMissing(double pulseMissing) {
        check(probable(pulseMissing), "probability of a missing pulse");
        return with(copy -> {
            copy.pulseMissing = pulseMissing;
        });
    }

    /**
     * How far apart the edges of a {@link PulseMode#STORM} are. By default 20 microseconds.
     *
     * @param stormPeriod more than zero
     * @return a changed copy
     */
    public ChipSettings withStormPeriod(Duration stormPeriod) {
        check(!stormPeriod.isNegative() && !stormPeriod.isZero(), "period of a storm");
        return with(copy -> {
            copy.stormPeriod = stormPeriod;
        });
    }

    /**
     * Whether all ready pulses are long (110 microseconds low, then at least 152 high), without being asked for by the
     * board configuration register: Ti50. By default false.
     *
     * @param longPulses true: always
     * @return a changed copy
     */
    public ChipSettings withLongPulses(boolean longPulses) {
        return with(copy -> {
            copy.longPulses = longPulses;
        });
    }

    /**
     * How long after chip select rises the chip can not take a header. By default 5 microseconds, until the ready pulse.
     *
     * @param busyAfterFrame zero or more
     * @return a changed copy
     */
    public ChipSettings withBusyAfterFrame(Duration busyAfterFrame) {
        return with(copy -> {
            copy.busyAfterFrame = busyAfterFrame;
        });
    }

    /**
     * How many bytes are lost of a frame that begins while the chip is busy. By default 4, a whole header.
     *
     * @param busyLosesBytes 0 or more
     * @return a changed copy
     */
    public ChipSettings withBusyLosesBytes(int busyLosesBytes) {
        check(busyLosesBytes >= 0, "lost bytes");
        return with(copy -> {
            copy.busyLosesBytes = busyLosesBytes;
        });
    }

    /**
     * Lets the chip be busy for long after some frames, as when it commits its flash in the background (150 milliseconds were
     * seen). A frame that comes meanwhile does not end that.
     *
     * @param longBusyProbability for each frame, 0 to 1
     * @param longBusyTime how long
     * @return a changed copy
     */
    public ChipSettings withLongBusy(double longBusyProbability, Duration longBusyTime) {
        check(probable(longBusyProbability), "probability of a long busy time");
        return with(copy -> {
            copy.longBusyProbability = longBusyProbability;
            copy.longBusyTime = longBusyTime;
        });
    }

    /**
     * Whether the chip sleeps. By default true.
     *
     * @param sleep false: never
     * @return a changed copy
     */
    public ChipSettings withSleep(boolean sleep) {
        return with(copy -> {
            copy.sleep = sleep;
        });
    }

    /**
     * How long after the last traffic it sleeps. By default 1 second ({@code init_new_cycle} of chip/g/spp_tpm.c).
     *
     * @param sleepDelay zero or more
     * @return a changed copy
     */
    public ChipSettings withSleepDelay(Duration sleepDelay) {
        return with(copy -> {
            copy.sleepDelay = sleepDelay;
        });
    }

    /**
     * How long after power-on it does not sleep. By default 20 seconds.
     *
     * @param noSleepUntil zero or more
     * @return a changed copy
     */
    public ChipSettings withNoSleepUntil(Duration noSleepUntil) {
        return with(copy -> {
            copy.noSleepUntil = noSleepUntil;
        });
    }

    /**
     * How long after the falling edge of chip select that wakes it all bytes are lost. By default 100 microseconds.
     *
     * @param wakeLatency zero or more
     * @return a changed copy
     */
    public ChipSettings withWakeLatency(Duration wakeLatency) {
        return with(copy -> {
            copy.wakeLatency = wakeLatency;
        });
    }

    /**
     * What it shifts out while it wakes up. By default {@code 00}.
     *
     * @param asleepMiso {@code 00} or {@code FF}, as the board pulls the line
     * @return a changed copy
     */
    public ChipSettings withAsleepMiso(byte asleepMiso) {
        return with(copy -> {
            copy.asleepMiso = asleepMiso;
        });
    }

    /**
     * A MISO line that does not move.
     *
     * @param misoStuck {@code 00} or {@code FF}; empty for a good line
     * @param misoStuckUntil nanoseconds of the device's clock; {@link #FOR_EVER}
     * @return a changed copy
     */
    public ChipSettings withMisoStuck(OptionalInt misoStuck, long misoStuckUntil) {
        return with(copy -> {
            copy.misoStuck = misoStuck;
            copy.misoStuckUntil = misoStuckUntil;
        });
    }

    /**
     * Noise: one bit of a byte is wrong.
     *
     * @param misoFlips for each byte from the chip, 0 to 1
     * @param mosiFlips for each byte to the chip, 0 to 1
     * @return a changed copy
     */
    public ChipSettings withBitFlips(double misoFlips, double mosiFlips) {
        check(probable(misoFlips) && probable(mosiFlips), "probability of a wrong bit");
        return with(copy -> {
            copy.misoFlips = misoFlips;
            copy.mosiFlips = mosiFlips;
        });
    }

    /**
     * What the chip's firmware does as older ones did. By default none.
     *
     * @param quirks all of them
     * @return a changed copy
     */
    public ChipSettings withQuirks(Set<FirmwareQuirk> quirks) {
        return with(copy -> {
            copy.quirks = Set.copyOf(quirks);
        });
    }

    /**
     * Which chip it is (TPM_DID_VID). By default {@link #CR50}.
     *
     * @param didVid the register; the low half is the vendor
     * @return a changed copy
     */
    public ChipSettings withDidVid(int didVid) {
        return with(copy -> {
            copy.didVid = didVid;
        });
    }

    /**
     * Its revision (TPM_RID). By default 0.
     *
     * @param rid the register, 0 to 255
     * @return a changed copy
     */
    public ChipSettings withRid(int rid) {
        return with(copy -> {
            copy.rid = rid;
        });
    }

    /**
     * What the firmware version register has. Reading past its end leaves the reader with stale bytes.
     *
     * @param firmwareVersion up to 80 bytes, with a NUL at its end or without
     * @return a changed copy
     */
    public ChipSettings withFirmwareVersionBytes(byte[] firmwareVersion) {
        check(firmwareVersion.length <= MAX_VERSION, "firmware version");
        return with(copy -> {
            copy.firmwareVersion = firmwareVersion.clone();
        });
    }

    /**
     * A TPM_STS register that always reads the same.
     *
     * @param sts all 32 bits; empty for a good one
     * @return a changed copy
     */
    public ChipSettings withSts(OptionalInt sts) {
        return with(copy -> {
            copy.sts = sts;
        });
    }

    /**
     * Until when the burst count reads 0.
     *
     * @param burstZeroUntil nanoseconds of the device's clock; {@link #FOR_EVER}
     * @return a changed copy
     */
    public ChipSettings withBurstZeroUntil(long burstZeroUntil) {
        return with(copy -> {
            copy.burstZeroUntil = burstZeroUntil;
        });
    }

    /**
     * The highest burst count that reads. By default 63, as that of the chip.
     *
     * @param burstLimit 1 to 63
     * @return a changed copy
     */
    public ChipSettings withBurstLimit(int burstLimit) {
        check(burstLimit >= 1 && burstLimit <= MAX_BURST, "burst limit");
        return with(copy -> {
            copy.burstLimit = burstLimit;
        });
    }

    /**
     * Lets {@code Expect} read wrong while a command is received.
     *
     * @param expect how
     * @param expectTimes how many wrong readings, from when the settings are applied
     * @return a changed copy
     */
    public ChipSettings withExpect(ExpectFault expect, int expectTimes) {
        return with(copy -> {
            copy.expect = expect;
            copy.expectTimes = expectTimes;
        });
    }

    /**
     * What the size field of every answer says. The answer itself stays as long as it is.
     *
     * @param responseSize all 32 bits; empty: the right size
     * @return a changed copy
     */
    public ChipSettings withResponseSize(OptionalInt responseSize) {
        return with(copy -> {
            copy.responseSize = responseSize;
        });
    }

    /**
     * How many bytes ({@code AA}) follow every answer. By default none.
     *
     * @param leftOver 0 or more
     * @return a changed copy
     */
    public ChipSettings withLeftOver(int leftOver) {
        check(leftOver >= 0, "left-over bytes");
        return with(copy -> {
            copy.leftOver = leftOver;
        });
    }

    /**
     * How many commands are answered with {@code TPM_RC_RETRY} and not run, from when the settings are applied.
     *
     * @param retryAnswers 0 or more
     * @return a changed copy
     */
    public ChipSettings withRetryAnswers(int retryAnswers) {
        return with(copy -> {
            copy.retryAnswers = retryAnswers;
        });
    }

    /**
     * How long a command takes, by its code. By default 500 microseconds each.
     *
     * @param commandTimes from a command code to zero or more; asked at Go
     * @return a changed copy
     */
    public ChipSettings withCommandTimes(IntFunction<Duration> commandTimes) {
        return with(copy -> {
            copy.commandTimes = commandTimes;
        });
    }

    /**
     * Whether the answer of a command that the host gave up still appears. By default true, as in the chip.
     *
     * @param completesAfterAbort false: it is dropped, as a TPM does that can be cancelled
     * @return a changed copy
     */
    public ChipSettings withCompletesAfterAbort(boolean completesAfterAbort) {
        return with(copy -> {
            copy.completesAfterAbort = completesAfterAbort;
        });
    }

    /**
     * Lets the TPM be reset under the host.
     *
     * @param resetProbability for each frame, 0 to 1
     * @param resetTime how long its interface is stopped
     * @return a changed copy
     */
    public ChipSettings withResets(double resetProbability, Duration resetTime) {
        check(probable(resetProbability), "probability of a reset");
        return with(copy -> {
            copy.resetProbability = resetProbability;
            copy.resetTime = resetTime;
        });
    }

    /**
     * How long after the interface starts again its registers read as anything. By default not at all.
     *
     * @param garbageAfterReset zero or more
     * @return a changed copy
     */
    public ChipSettings withGarbageAfterReset(Duration garbageAfterReset) {
        return with(copy -> {
            copy.garbageAfterReset = garbageAfterReset;
        });
    }

    long seed() {
        return seed;
    }

    int minWaitBytes() {
        return minWaitBytes;
    }

    int maxWaitBytes() {
        return maxWaitBytes;
    }

    long stalledUntil() {
        return stalledUntil;
    }

    boolean firstFrameIdlesHigh() {
        return firstFrameIdlesHigh;
    }

    PulseMode pulse() {
        return pulse;
    }

    long pulseAfter() {
        return pulseAfter.toNanos();
    }

    long pulseWidth() {
        return pulseWidth.toNanos();
    }

    long pulseDelay() {
        return pulseDelay.toNanos();
    }

    double pulseMissing() {
        return pulseMissing;
    }

    long stormPeriod() {
        return stormPeriod.toNanos();
    }

    boolean longPulses() {
        return longPulses;
    }

    long busyAfterFrame() {
        return busyAfterFrame.toNanos();
    }

    int busyLosesBytes() {
        return busyLosesBytes;
    }

    double longBusyProbability() {
        return longBusyProbability;
    }

    long longBusyTime() {
        return longBusyTime.toNanos();
    }

    boolean sleep() {
        return sleep;
    }

    long sleepDelay() {
        return sleepDelay.toNanos();
    }

    long noSleepUntil() {
        return noSleepUntil.toNanos();
    }

    long wakeLatency() {
        return wakeLatency.toNanos();
    }

    byte asleepMiso() {
        return asleepMiso;
    }

    OptionalInt misoStuck() {
        return misoStuck;
    }

    long misoStuckUntil() {
        return misoStuckUntil;
    }

    double misoFlips() {
        return misoFlips;
    }

    double mosiFlips() {
        return mosiFlips;
    }

    boolean has(FirmwareQuirk quirk) {
        return quirks.contains(quirk);
    }

    int didVid() {
        return didVid;
    }

    int rid() {
        return rid;
    }

    byte[] firmwareVersion() {
        return firmwareVersion.clone();
    }

    OptionalInt sts() {
        return sts;
    }

    long burstZeroUntil() {
        return burstZeroUntil;
    }

    int burstLimit() {
        return burstLimit;
    }

    ExpectFault expect() {
        return expect;
    }

    int expectTimes() {
        return expectTimes;
    }

    OptionalInt responseSize() {
        return responseSize;
    }

    int leftOver() {
        return leftOver;
    }

    int retryAnswers() {
        return retryAnswers;
    }

    long commandTime(int code) {
        return commandTimes.apply(code).toNanos();
    }

    boolean completesAfterAbort() {
        return completesAfterAbort;
    }

    double resetProbability() {
        return resetProbability;
    }

    long resetTime() {
        return resetTime.toNanos();
    }

    long garbageAfterReset() {
        return garbageAfterReset.toNanos();
    }

    private ChipSettings with(Consumer<ChipSettings> change) {
        try {
            final ChipSettings copy = (ChipSettings) clone();
            change.accept(copy);
            return copy;
        } catch (final CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean probable(double probability) {
        return probability >= 0 && probability <= 1;
    }

    private static void check(boolean allowed, String what) {
        if (!allowed) {
            throw new IllegalArgumentException(what + " out of range");
        }
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1000);
    }

    private static byte[] text(String version) {
        final byte[] bytes = version.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
