// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.Text;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.update.FirmwareUpdateService;
import java.util.List;
import java.util.Optional;

/** What the services say of themselves and of what is behind them. */
final class ServiceFindings {

    private ServiceFindings() {}

    static List<Finding> of(FirmwareUpdateService device) {
        return List.of(
                settings(device, device.settingsFault()),
                asked(
                        device,
                        "firmware",
                        () -> "answers: version " + device.capability().firmwareVersion()),
                kernelDiagnostics(device));
    }

    static List<Finding> of(TelemetryService device) {
        return List.of(
                settings(device, device.settingsFault()),
                asked(
                        device,
                        "log",
                        () -> log(device.info()) + ", level "
                                + Text.words(device.settings().level())));
    }

    static List<Finding> of(Cr50 device) {
        try {
            final LinkState state = device.state();
            return List.of(settings(device, device.settingsFault()), selfTest(device, state), readyLine(device, state));
        } catch (final IllegalStateException e) {
            return List.of(gone(device.deviceId() + " link"));
        }
    }

    private static Finding settings(FirmwareDevice device, Optional<Failure> fault) {
        final String link = device.deviceId() + " settings";
        return fault.map(failure -> Finding.broken(link, failure)).orElseGet(() -> Finding.ok(link, "applied"));
    }

    private static Finding kernelDiagnostics(FirmwareUpdateService device) {
        final String link = device.deviceId() + " kernel diagnostics";
        return device.kernelDiagnosticsFault()
                .map(fault -> Finding.broken(link, fault))
                .orElseGet(() ->
                        Finding.ok(link, device.kernelDiagnostics() ? "on: what the driver says can be had" : "off"));
    }

    private static Finding asked(FirmwareDevice device, String what, Question question) {
        final String link = device.deviceId() + " " + what;
        try {
            return Finding.ok(link, question.ask() + (device.simulated() ? " (simulated)" : ""));
        } catch (final FirmwareException e) {
            // during each update, too: it passes by itself
            return e.reason() == FailureReason.DEVICE_BUSY
                    ? Finding.doubtful(link, e.failure())
                    : Finding.broken(link, e.failure());
        } catch (final IllegalStateException e) {
            return gone(link);
        }
    }

    private static Finding gone(String link) {
        return Finding.broken(link, "the service went away meanwhile", "Try again");
    }

    private static String log(LogInfo info) {
        return info.exists()
                ? "has " + info.size() + " of " + info.capacity() + " bytes"
                : "answers: no log before the first update";
    }

    private static Finding selfTest(Cr50 device, LinkState state) {
        final String link = device.deviceId() + " link";
        if (state.suspended()) {
            return Finding.doubtful(
                    link, "the chip is suspended and takes no commands", "Run cr50:resume -d " + device.deviceId());
        }
        if (state.selfTest().isEmpty()) {
            return Finding.unknown(link, "was not opened yet");
        }
        final SelfTestReport report = state.selfTest().get();
        if (report.strategy().isEmpty()) {
            return report.failure()
                    .map(failure -> Finding.broken(link, failure))
                    .orElseGet(
                            () -> Finding.broken(link, report.reason(), "Run cr50:selftest -d " + device.deviceId()));
        }
        return Finding.ok(
                link,
                report.strategy().get().id() + " at " + state.speedHz() + " Hz: " + report.reason()
                        + (device.simulated() ? " (simulated)" : ""));
    }

    private static Finding readyLine(Cr50 device, LinkState state) {
        final String link = device.deviceId() + " ready line";
        final String name = state.readyLineName().orElse("");
        return switch (state.readyLine()) {
            case NONE ->
                Finding.doubtful(
                        link,
                        "none is named: every access waits "
                                + state.accessDelay().toMillis() + " ms",
                        "Name it with readyLine in io.platformfirmware.cr50~NAME, where the board has one");
            case UNAVAILABLE ->
                Finding.doubtful(
                        link,
                        name + " can not be used: " + state.readyLineTrouble().orElse("nobody says why"),
                        "See who has it with gpioinfo; until then every access waits "
                                + state.accessDelay().toMillis() + " ms");
            case UNCONFIRMED -> Finding.unknown(link, name + " has shown no edges yet");
            case CONFIRMED -> Finding.ok(link, name + " is waited for");
            case SILENT ->
                Finding.doubtful(
                        link,
                        name + " has stopped: every access waits "
                                + state.accessDelay().toMillis() + " ms",
                        "Compare readyLine with the board's documents: it may be another line");
        };
    }

    /** Something to ask a device. */
    @FunctionalInterface
    private interface Question {
        String ask() throws FirmwareException;
    }
}
