// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the device nodes of this machine while it is active, by the settings of {@link LinuxConfig}. Stays active and
 * idle where there is nothing to publish, and says why.
 */
// the settings come as a map and not as LinuxConfig: a value of the wrong type is then refused like any other bad
// value, with its key and what is allowed, and does not fail the whole component
@Component(
        service = {},
        immediate = true,
        configurationPid = Settings.PID)
@Designate(ocd = LinuxConfig.class)
public final class LinuxDevices {

    private final Logger log;
    private final Optional<NodeWatcher> watcher;
    private Settings settings;

    /**
     * Starts looking.
     *
     * @param context of this bundle
     * @param properties the configuration
     */
    @Activate
    public LinuxDevices(BundleContext context, Map<String, Object> properties) {
        this(
                new ServicePublisher(context),
                JnaKernel::load,
                System.getProperty("os.name"),
                properties,
                LoggerFactory.getLogger(LinuxDevices.class));
    }

    /**
     * Starts looking.
     *
     * @param publisher makes devices known
     * @param loader loads native code when there is a node
     * @param osName what the JVM calls the system
     * @param properties the configuration
     * @param log where to say what happens
     */
    LinuxDevices(
            DevicePublisher publisher,
            Function<Logger, Kernel> loader,
            String osName,
            Map<String, ?> properties,
            Logger log) {
        this.log = log;
        this.settings = read(properties, Settings.defaults());
        if ("Linux".equals(osName)) {
            final PublishedDevices devices = new PublishedDevices(
                    publisher, new NativeAccess(() -> loader.apply(log)), System.getProperty("user.name"), log);
            watcher = Optional.of(new NodeWatcher(settings, new NodeScanner(NodeScanner::mayOpen), devices, log));
        } else {
            log.info(Idleness.notLinux(osName));
            watcher = Optional.empty();
        }
        watcher.ifPresent(NodeWatcher::start);
    }

    /**
     * Puts a changed configuration in force. Devices that still match stay published.
     *
     * @param properties the configuration
     */
    @Modified
    void modified(Map<String, Object> properties) {
        settings = read(properties, settings);
        watcher.ifPresent(active -> active.change(settings));
    }

    /** Takes every device back. */
    @Deactivate
    void deactivate() {
        watcher.ifPresent(NodeWatcher::close);
    }

    private Settings read(Map<String, ?> properties, Settings lastGood) {
        return Settings.read(properties, lastGood, refusal -> log.warn(refusal.toString()));
    }
}
