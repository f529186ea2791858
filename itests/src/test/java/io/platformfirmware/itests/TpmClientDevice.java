// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.TpmExchange;
import io.platformfirmware.tpm.TpmTransport;
import java.util.Optional;
import tss.TpmDevice;

/** Our service as TSS.Java wants a TPM. */
final class TpmClientDevice extends TpmDevice {

    private final TpmTransport transport;
    private TpmExchange exchange;

    TpmClientDevice(TpmTransport transport) {
        this.transport = transport;
        TpmInfo = TpmInRawMode | TpmNoPowerCtl | TpmNoLocalityCtl;
    }

    @Override
    public boolean connect() {
        return true;
    }

    @Override
    public void close() {
        // the service stays
    }

    @Override
    public void dispatchCommand(byte[] command) {
        try {
            exchange = transport.submit(command, Optional.empty());
        } catch (final FirmwareException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] getResponse() {
        try {
            return exchange.response();
        } catch (final FirmwareException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean responseReady() {
        return exchange.isDone();
    }
}
