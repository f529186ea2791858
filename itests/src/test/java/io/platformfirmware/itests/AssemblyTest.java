// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.update.FirmwareUpdateService;
import java.util.Collection;
import org.junit.Before;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerSuite;
import org.osgi.framework.ServiceReference;

/** A test in our distribution, with the simulator; all of them share one container. */
@ExamReactorStrategy(PerSuite.class)
public abstract class AssemblyTest extends ContainerTest {

    @Configuration
    public static Option[] container() {
        return Containers.assembly();
    }

    @Before
    public void simulator() throws Exception {
        withSimulator();
    }

    final FirmwareUpdateService device(String id) throws Exception {
        return service(FirmwareUpdateService.class, id);
    }

    final TelemetryService telemetry(String id) throws Exception {
        return service(TelemetryService.class, id);
    }

    final Cr50 chip(String id) throws Exception {
        return service(Cr50.class, id);
    }

    private <S> S service(Class<S> type, String id) throws Exception {
        final Collection<ServiceReference<S>> found = context.getServiceReferences(type, "(device.id=" + id + ")");
        return context.getService(found.iterator().next());
    }
}
