// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.FirmwareException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The devices of one kind as they come and go while a command runs; the lists that Karaf gives to a command do not change. Every
 * method fails with {@link IllegalStateException} when the bundle of the commands was stopped.
 *
 * @param <T> the service for each of them
 */
public final class LiveDevices<T extends FirmwareDevice> {

    private final BundleContext context;
    private final Class<T> type;

    /**
     * Looks at nothing yet.
     *
     * @param context of the bundle of the commands
     * @param type of the services
     */
    public LiveDevices(BundleContext context, Class<T> type) {
        this.context = context;
        this.type = type;
    }

    /**
     * The ids.
     *
     * @return pfrt2 before pfrt10
     */
    public Set<String> ids() {
        return services().keySet();
    }

    /**
     * The services, which tell a device that was stopped and started from one that was there all the time.
     *
     * @return number of the service by id of the device, pfrt2 before pfrt10
     */
    public Map<String, Long> services() {
        final Map<String, Long> services = new LinkedHashMap<>();
        references().stream()
                .filter(reference -> id(reference) != null)
                .sorted(Comparator.comparingInt(
                                (ServiceReference<T> reference) -> id(reference).length())
                        .thenComparing(LiveDevices::id))
                .forEach(reference -> services.put(id(reference), (Long) reference.getProperty(Constants.SERVICE_ID)));
        return services;
    }

    /**
     * What a command that follows them says at its start.
     *
     * @param present the ids of those that it follows from now on
     * @param wanted the only one that it is to follow; null for all
     * @param noun what they are called
     * @return a sentence or two
     */
    public String announce(Set<String> present, String wanted, String noun) {
        final String end = " Ctrl-C ends it.";
        if (!present.isEmpty()) {
            return "Following " + String.join(", ", present) + "." + end;
        }
        if (wanted == null) {
            return "No " + noun + " is there; waiting for one." + end;
        }
        final Set<String> all = ids();
        final String others = all.isEmpty() ? "" : "; there is " + String.join(", ", all);
        return "The device " + wanted + " is not there" + others + "; waiting for it." + end;
    }

    /**
     * A question to a device.
     *
     * @param <T> the service
     * @param <A> what it answers
     */
    @FunctionalInterface
    public interface Question<T, A> {

        /**
         * Asks.
         *
         * @param device the device
         * @return its answer
         * @throws FirmwareException when it has none
         */
        A ask(T device) throws FirmwareException;
    }

    /**
     * Asks a device.
     *
     * @param id of the device
     * @param question what to ask
     * @param <A> what it answers
     * @return empty when it is not there or has no answer
     */
    public <A> Optional<A> ask(String id, Question<T, A> question) {
        for (final ServiceReference<T> reference : references()) {
            final T device = id.equals(id(reference)) ? context.getService(reference) : null;
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

    private List<ServiceReference<T>> references() {
        return references(context, type);
    }

    /**
     * The services that are registered now.
     *
     * @param context of the bundle of the commands
     * @param type of the services
     * @param <S> the same
     * @return all that this bundle may see
     */
    public static <S> List<ServiceReference<S>> references(BundleContext context, Class<S> type) {
        try {
            return List.copyOf(context.getServiceReferences(type, null));
        } catch (final InvalidSyntaxException e) {
            throw new AssertionError("no filter", e);
        }
    }

    private static String id(ServiceReference<?> reference) {
        return (String) reference.getProperty(FirmwareDevice.DEVICE_ID);
    }
}
