// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.telemetry.TelemetryService;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The telemetry devices as they come and go while a command runs; the lists that Karaf gives to a command do not change. Every
 * method fails with {@link IllegalStateException} when the bundle of the commands was stopped.
 */
final class LiveDevices {

    private final BundleContext context;

    LiveDevices(BundleContext context) {
        this.context = context;
    }

    /** The ids, pfrt2 before pfrt10. */
    Set<String> ids() {
        return references().stream()
                .map(LiveDevices::id)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .collect(LinkedHashSet::new, Set::add, Set::addAll);
    }

    /** A question to a device. */
    @FunctionalInterface
    interface Question<T> {
        T ask(TelemetryService device) throws FirmwareException;
    }

    /** The answer of a device; empty when it is not there or has none. */
    <T> Optional<T> ask(String id, Question<T> question) {
        for (final ServiceReference<TelemetryService> reference : references()) {
            final TelemetryService device = id.equals(id(reference)) ? context.getService(reference) : null;
            if (device != null) {
                try {
                    return Optional.of(question.ask(device));
                } catch (final FirmwareException e) {
                    return Optional.empty();
                } finally {
                    context.ungetService(reference);
                }
            }
        }
        return Optional.empty();
    }

    private List<ServiceReference<TelemetryService>> references() {
        try {
            return List.copyOf(context.getServiceReferences(TelemetryService.class, null));
        } catch (final InvalidSyntaxException e) {
            throw new AssertionError("no filter", e);
        }
    }

    private static String id(ServiceReference<TelemetryService> reference) {
        return (String) reference.getProperty(TelemetryService.DEVICE_ID);
    }
}
